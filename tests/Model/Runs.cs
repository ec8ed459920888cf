using System.Globalization;

namespace MappingCache.Model;

/// <summary>What the program does when it is not running tests.</summary>
internal static class Runs
{
    /// <summary>Explores every configuration, and says whether each holds.</summary>
    public static int All()
    {
        List<Protocol> protocols = [.. Configurations.Short.Concat(Configurations.Long).Select(static configuration => new Protocol(configuration))];
        int failed = 0;
        Console.WriteLine($"{"configuration",-24} {"states",12} {"steps",12} {"seconds",8}");
        Parallel.ForEach(protocols, new ParallelOptions { MaxDegreeOfParallelism = 2 }, protocol =>
        {
            Outcome outcome = new Explorer(protocol).Run();
            failed += outcome.Violation == Violation.None ? 0 : 1;
            Print(protocol.Configuration, outcome);
        });
        return failed == 0 ? 0 : 1;
    }

    public static int One(string name)
    {
        Configuration configuration = Configurations.Short.Concat(Configurations.Long).First(one => one.Name == name);
        Outcome outcome = new Explorer(new Protocol(configuration)).Run();
        Print(configuration, outcome);
        return outcome.Violation == Violation.None ? 0 : 1;
    }

    public static int Seeded(string name) => name.Length;

    private static void Print(Configuration configuration, Outcome outcome)
    {
        string verdict = outcome.Violation == Violation.None ? "holds" : $"VIOLATION: {outcome.Violation}: {outcome.What}";
        string text = string.Create(CultureInfo.InvariantCulture, $"{configuration.Name,-24} {outcome.States,12:N0} {outcome.Steps,12:N0} {outcome.Seconds,8:F1}  {verdict}");
        Console.WriteLine(string.Join(Environment.NewLine, [text, .. outcome.Trace.Select(static line => "    " + line)]));
    }
}
