using NUnit.Framework;

namespace MappingCache.Model;

/// <summary>The protocol holds in everything that the short configurations can come to, and each broken twin does not, for the reason that it should.</summary>
public sealed class ModelTests
{
    [TestCaseSource(nameof(ConfigurationNames))]
    public void The_protocol_holds_in(string configuration)
    {
        Outcome outcome = Explore(configuration, out _);
        TestContext.Out.WriteLine($"{outcome.States:N0} states, {outcome.Steps:N0} steps, {outcome.Seconds:F2} s");

        Assert.That(outcome.Violation, Is.EqualTo(Violation.None), () => Text(outcome));
    }

    [TestCaseSource(nameof(FaultNames))]
    public void A_broken_twin_is_caught(string fault)
    {
        SeededFault seeded = SeededFaults.All.Single(one => one.Name == fault);
        Outcome whole = new Explorer(new Protocol(seeded.Configuration)).Run();
        Outcome broken = new Explorer(new Protocol(seeded.Configuration, seeded.Fault)).Run();
        TestContext.Out.WriteLine(Text(broken));

        Assert.That(whole.Violation, Is.EqualTo(Violation.None), () => "without the fault: " + Text(whole));
        Assert.That(broken.Violation, Is.EqualTo(seeded.Violation));
        Assert.That(broken.Trace, Has.Count.GreaterThan(1));
    }

    [Test]
    public void Every_fault_is_seeded_once()
    {
        Assert.That(SeededFaults.All.Select(static seeded => seeded.Fault), Is.EquivalentTo(Enum.GetValues<Fault>().Except([Fault.None])));
    }

    [Test]
    public void Every_step_is_taken_somewhere()
    {
        // A step that is never reached proves nothing.
        List<At> taken = [];
        foreach (string configuration in ConfigurationNames())
        {
            Explore(configuration, out Protocol protocol);
            taken.AddRange(protocol.TakenSteps);
        }

        Assert.That(Protocol.AllSteps.Except(taken), Is.Empty);
    }

    [Test]
    public void The_same_state_is_found_again_and_another_is_not()
    {
        Protocol protocol = new(Configurations.Short[0]);
        protocol.Begin();
        State state = protocol.State;
        StateSet set = new(State.SizeFor(threads: 2));

        Assert.That(set.Add(state, out uint first));
        Assert.That(set.Add(state, out uint again), Is.False);
        state.Threads[1].At = At.Pin;
        Assert.That(set.Add(state, out uint other));
        Assert.That((first, again, other), Is.EqualTo((0u, 0u, 1u)));
    }

    private static IEnumerable<string> ConfigurationNames() => Configurations.Short.Select(static one => one.Name);

    private static IEnumerable<string> FaultNames() => SeededFaults.All.Select(static one => one.Name);

    private static readonly Dictionary<string, (Outcome Outcome, Protocol Protocol)> s_runs = [];

    // Each configuration once, whoever asks first.
    private static Outcome Explore(string configuration, out Protocol protocol)
    {
        lock (s_runs)
        {
            if (!s_runs.TryGetValue(configuration, out (Outcome Outcome, Protocol Protocol) run))
            {
                run.Protocol = new Protocol(Configurations.Short.Single(one => one.Name == configuration));
                run.Outcome = new Explorer(run.Protocol).Run();
                s_runs.Add(configuration, run);
            }

            protocol = run.Protocol;
            return run.Outcome;
        }
    }

    private static string Text(Outcome outcome) =>
        string.Join(Environment.NewLine, [$"{outcome.Violation}: {outcome.What} ({outcome.States:N0} states)", .. outcome.Trace]);
}
