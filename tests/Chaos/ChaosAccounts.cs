using MappingCache.Tests.Support;

namespace MappingCache.Tests.Chaos;

/// <summary>What is checked when a run is over and nobody uses anything any more.</summary>
internal static class ChaosAccounts
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>What is wrong with the cache, in words.</summary>
    public static List<string> Of(ChaosFiles files, WindowCache cache)
    {
        List<string> wrong = AuditAtRest(cache);
        if (CountHeld(files, cache) is var held && held != cache.SlotCount)
        {
            wrong.Add($"{held} of {cache.SlotCount} slots could be had");
        }

        int areas = ChaosResources.CountAreas(cache);
        int most = cache.SlotCount * CacheLayout.MapAreasPerSlot;
        if (areas > most + 1)
        {
            wrong.Add($"the range has {areas} map areas; {cache.SlotCount} slots may have {most}, and one is what is reserved behind them");
        }

        return wrong;
    }

    // What users have given up waiting for may still be under way, and a lease be answered: that comes to an end. What is
    // wrong for good is still wrong then.
    private static List<string> AuditAtRest(WindowCache cache)
    {
        List<string> wrong = [];
        _ = SpinWait.SpinUntil(
            () =>
            {
                wrong = [.. cache.Audit(), .. KernelAudit.Of(cache.Engine)];
                return wrong.Count == 0;
            },
            s_patience);
        return wrong;
    }

    /// <summary>What this process still holds of the files when the cache is gone.</summary>
    public static List<string> OfProcess(ChaosFiles files) => [.. ChaosResources.DescriptorsIn(files.Root).Select(static path => $"still open: {path}"), .. ChaosResources.AreasIn(files.Served).Select(static area => $"still mapped: {area}")];

    // All slots at once, from a file that nobody writes to.
    private static int CountHeld(ChaosFiles files, WindowCache cache)
    {
        string path = Path.Combine(files.Root, "quiet");
        File.WriteAllBytes(path, new byte[cache.SlotCount * cache.WindowSize]);
        using MappedFile file = cache.Open(path);
        List<WindowLease> held = [];
        for (int i = 0; i < cache.SlotCount && file.TryAcquire((long)i * cache.WindowSize, out Window window); i++)
        {
            held.Add(window.ToLease(cache.Engine));
        }

        held.ForEach(static lease => lease.Dispose());
        return held.Count;
    }
}
