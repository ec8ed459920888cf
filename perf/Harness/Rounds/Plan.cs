namespace MappingCache.Harness.Rounds;

/// <summary>How long everything is measured.</summary>
/// <param name="Mode">What to call it.</param>
/// <param name="FirstWarmUp">How long the first workload is sent before it is measured, at least.</param>
/// <param name="WarmUp">How long each other workload is sent before it is measured, at least.</param>
/// <param name="Quiet">How long the JIT has to have compiled nothing before a warm-up ends.</param>
/// <param name="Rounds">How often each contestant is measured.</param>
/// <param name="LatencyRounds">How often each contestant's single sends are timed.</param>
/// <param name="TurnTime">About how long a contestant takes in one round.</param>
internal sealed record Plan(string Mode, TimeSpan FirstWarmUp, TimeSpan WarmUp, TimeSpan Quiet, int Rounds, int LatencyRounds, TimeSpan TurnTime)
{
    /// <summary>To be quoted. Ten seconds: the JIT's last tier comes after it has watched the code for a while, in the background, on a machine that may be busy.</summary>
    public static Plan Full { get; } = new("full", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), 15, 5, TimeSpan.FromMilliseconds(60));

    /// <summary>To see whether something changed a lot.</summary>
    public static Plan Quick { get; } = new("quick", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5), 7, 1, TimeSpan.FromMilliseconds(30));
}
