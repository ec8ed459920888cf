using System.Diagnostics;
using System.Globalization;

namespace MappingCache.Model;

/// <summary>What the program does when it is not running tests.</summary>
internal static class Runs
{
    // As many as there are processors would need the memory of as many.
    private const int AtOnce = 2;

    /// <summary>Explores every configuration, and says whether each holds.</summary>
    public static int All()
    {
        Protocol[] protocols = [.. Configurations.All.Select(static configuration => new Protocol(configuration))];
        Outcome[] outcomes = new Outcome[protocols.Length];
        int next = -1;
        Stopwatch watch = Stopwatch.StartNew();
        Console.WriteLine($"{"configuration",-24} {"states",12} {"steps",12} {"seconds",8}");
        Parallel.For(0, AtOnce, _ =>
        {
            for (int mine = Interlocked.Increment(ref next); mine < protocols.Length; mine = Interlocked.Increment(ref next))
            {
                outcomes[mine] = new Explorer(protocols[mine]).Run();
                Print(protocols[mine].Configuration.Name, outcomes[mine]);
            }
        });

        At[] never = [.. Protocol.AllSteps.Except(protocols.SelectMany(static protocol => protocol.TakenSteps))];
        int failed = outcomes.Count(static outcome => outcome.Violation != Violation.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocols.Length} configurations, {outcomes.Sum(static outcome => outcome.States):N0} states, {failed} violations, {watch.Elapsed.TotalSeconds:F0} s, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20:N0} MiB"));
        Console.WriteLine($"steps never taken: {(never.Length == 0 ? "none" : string.Join(' ', never))}");
        return failed + never.Length == 0 ? 0 : 1;
    }

    /// <summary>Explores one configuration.</summary>
    public static int One(string name) =>
        Configurations.All.FirstOrDefault(one => one.Name == name) is { } configuration
            ? Explore(name, new Protocol(configuration))
            : Unknown(name, Configurations.All.Select(static one => one.Name));

    /// <summary>Explores a broken twin.</summary>
    public static int Seeded(string name) =>
        SeededFaults.All.FirstOrDefault(one => one.Name == name) is { } seeded
            ? Explore(name, new Protocol(seeded.Configuration, seeded.Fault))
            : Unknown(name, SeededFaults.All.Select(static one => one.Name));

    private static int Explore(string name, Protocol protocol)
    {
        Outcome outcome = new Explorer(protocol).Run();
        Print(name, outcome);
        return outcome.Violation == Violation.None ? 0 : 1;
    }

    private static int Unknown(string name, IEnumerable<string> known)
    {
        Console.WriteLine($"There is no {name}; there are {string.Join(", ", known)}.");
        return 2;
    }

    private static void Print(string name, Outcome outcome)
    {
        string verdict = outcome.Violation == Violation.None ? "holds" : $"VIOLATION: {outcome.Violation}: {outcome.What}";
        string text = string.Create(CultureInfo.InvariantCulture, $"{name,-24} {outcome.States,12:N0} {outcome.Steps,12:N0} {outcome.Seconds,8:F1}  {verdict}");
        Console.WriteLine(string.Join(Environment.NewLine, [text, .. outcome.Trace.Select(static line => "    " + line)]));
    }
}
