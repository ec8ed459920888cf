using System.Diagnostics;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Http;

/// <summary>Starts programs on one processor: they inherit it from the thread that starts them.</summary>
internal static class PinnedProcess
{
    /// <summary>The servers' processor.</summary>
    public const int Server = 0;

    /// <summary>The load's processor.</summary>
    public const int Load = 1;

    /// <summary>Starts a program.</summary>
    /// <param name="processor">Which of the processors that this one may use.</param>
    /// <param name="start">The program.</param>
    public static Process Start(int processor, ProcessStartInfo start)
    {
        Affinity before = Affinity.OfThisThread();
        before.Only(processor).Apply();
        try
        {
            return Process.Start(start)!;
        }
        finally
        {
            before.Apply();
        }
    }
}
