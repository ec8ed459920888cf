namespace MappingCache.Micro.Races;

/// <summary>How long races are measured.</summary>
/// <param name="Mode">What to call it.</param>
/// <param name="FirstWarmUp">How long a race is run in vain before anything is measured, at least.</param>
/// <param name="WarmUp">How long each race is run before it is measured, at least.</param>
/// <param name="Quiet">How long the JIT has to have compiled nothing before a warm-up ends.</param>
/// <param name="Rounds">How often each contender is measured.</param>
/// <param name="TurnTime">About how long a contender takes in one round.</param>
internal sealed record RacePlan(string Mode, TimeSpan FirstWarmUp, TimeSpan WarmUp, TimeSpan Quiet, int Rounds, TimeSpan TurnTime)
{
    /// <summary>To be quoted. Ten seconds: the JIT's last tier comes after it has watched the code for a while, in the background, on a machine that may be busy.</summary>
    public static RacePlan Full { get; } = new(
        "full", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 41, TimeSpan.FromMilliseconds(20));

    /// <summary>To see whether something changed a lot.</summary>
    public static RacePlan Quick { get; } = new(
        "quick", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500), 11, TimeSpan.FromMilliseconds(5));
}
