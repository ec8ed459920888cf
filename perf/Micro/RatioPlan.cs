namespace MappingCache.Micro;

/// <summary>How long the ratios are measured.</summary>
/// <param name="Mode">What to call it.</param>
/// <param name="WarmUp">How long each work runs before it is measured, both sides in turn.</param>
/// <param name="Rounds">How often each side is measured.</param>
/// <param name="RoundTime">About how long one side takes in one round.</param>
internal sealed record RatioPlan(string Mode, TimeSpan WarmUp, int Rounds, TimeSpan RoundTime)
{
    /// <summary>To be quoted. Ten seconds: the JIT's last tier comes after it has watched the code for a while, in the background, on a machine that may be busy.</summary>
    public static RatioPlan Full { get; } = new("full", TimeSpan.FromSeconds(10), 31, TimeSpan.FromMilliseconds(50));

    /// <summary>To see whether something changed a lot.</summary>
    public static RatioPlan Quick { get; } = new("quick", TimeSpan.FromSeconds(1), 11, TimeSpan.FromMilliseconds(20));
}
