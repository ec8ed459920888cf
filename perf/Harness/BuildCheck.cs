using System.Diagnostics;
using System.Reflection;

namespace MappingCache.Harness;

/// <summary>Refuses to measure what nobody runs.</summary>
internal static class BuildCheck
{
    private static readonly Assembly[] s_measured =
    [
        typeof(BuildCheck).Assembly,
        typeof(WindowCache).Assembly,
        typeof(FileSender).Assembly,
        typeof(WindowCacheFactory).Assembly,
        typeof(Native.Linux.LinuxCalls).Assembly,
    ];

    /// <returns>Why nothing is to be measured; null if it is.</returns>
    public static string? Refusal()
    {
        // Asked of every assembly: a Release program can be run with a Debug library beside it.
        Assembly? debug = Array.Find(
            s_measured, static assembly => assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true });
        if (debug is not null)
        {
            return $"{debug.GetName().Name} is a Debug build, whose figures mean nothing; build with -c Release.";
        }

        return Debugger.IsAttached ? "A debugger is attached, which turns the JIT's optimizer off." : null;
    }
}
