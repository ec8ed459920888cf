using System.Diagnostics;
using System.Reflection;

namespace MappingCache.HitRatio;

/// <summary>Refuses to measure what nobody runs. Hit ratios are the same in any build.</summary>
internal static class BuildCheck
{
    private static readonly Assembly[] s_measured = [typeof(BuildCheck).Assembly, typeof(WindowCache).Assembly];

    /// <returns>Why times of these builds mean nothing; null if they do mean something.</returns>
    public static string? Refusal() =>
        Array.Exists(s_measured, static assembly => assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            ? "--worst measures times, and those of a Debug build mean nothing; run it with -c Release."
            : null;
}
