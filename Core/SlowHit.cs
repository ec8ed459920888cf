using System.Diagnostics;

namespace MappingCache;

/// <summary>
/// What a hit must not do. Left out of every build but one made with <c>-p:SlowHit=true</c>, which is there to show that
/// the guards and the comparison of two runs find such a thing.
/// </summary>
internal static class SlowHit
{
    private static readonly Lock s_gate = new();

    /// <summary>Takes a lock, in that build.</summary>
    [Conditional("SLOW_HIT")]
    public static void Pay()
    {
        lock (s_gate)
        {
            // That it is taken is all.
        }
    }
}
