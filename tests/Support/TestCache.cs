using NUnit.Framework;

namespace MappingCache.Tests.Support;

/// <summary>A cache over memory, with everything a test may want to look into, and the audit at its end.</summary>
internal sealed class TestCache : IDisposable
{
    /// <summary>Small, so that files of a few kilobytes have several windows.</summary>
    public const int WindowSize = 4096;

    private TestCache(CacheLayout layout, EvictionKind eviction, MaintenanceSettings? maintenance, bool coversPastEnd)
    {
        Memory = new MemoryAddressSpace(layout, coversPastEnd);
        Probe = new ProbeAddressSpace(Memory);
        Cache = new WindowCache(Probe, layout, eviction, maintenance);
    }

    public MemoryAddressSpace Memory { get; }

    public ProbeAddressSpace Probe { get; }

    public WindowCache Cache { get; }

    public CacheEngine<NoSchedule> Engine => Cache.Engine;

    public CacheStatistics Statistics => Cache.GetStatistics();

    /// <summary>Makes a cache.</summary>
    /// <param name="slots">Its slots.</param>
    /// <param name="chunk">How many are taken at once.</param>
    /// <param name="eviction">How it evicts.</param>
    /// <param name="copy">Which windows are copies.</param>
    /// <param name="limits">Sets its limits; null for none.</param>
    /// <param name="maintenance">What its maintenance works by; null for one that is called by hand.</param>
    /// <param name="coversPastEnd">Whether mappings show what is added to their file, or end with it.</param>
    public static TestCache Create(
        int slots,
        int chunk = 64,
        EvictionKind eviction = EvictionKind.Clock,
        CopyMode copy = CopyMode.WhenNeeded,
        Func<CacheLayout, CacheLayout>? limits = null,
        MaintenanceSettings? maintenance = null,
        bool coversPastEnd = true)
    {
        CacheLayout layout = new(WindowSize, slots, Math.Min(chunk, slots), []) { Copy = copy };
        return new TestCache(limits?.Invoke(layout) ?? layout, eviction, maintenance, coversPastEnd);
    }

    /// <summary>Makes a file of some windows and opens it.</summary>
    public MappedFile OpenNew(long seed, int windows, bool cold = false)
    {
        string name = $"file {seed}";
        MemoryFile.Facts facts = Memory.Add(name, seed, (long)windows * WindowSize);
        if (cold)
        {
            facts.MakeCold(0, (long)windows * WindowSize);
        }

        return Cache.Open(name);
    }

    /// <summary>Whether a window of a file has an entry.</summary>
    public bool Maps(MappedFile file, long window) =>
        Engine.Files.ToArray().Single(entry => entry.Identity == file.Identity).Directory.Read(window) is { IsEmpty: false };

    /// <summary>Acquires and releases windows one after the other, checking their content.</summary>
    public static void Touch(MappedFile file, params ReadOnlySpan<long> windows)
    {
        foreach (long window in windows)
        {
            using Window held = file.Acquire(window * WindowSize);
            Assert.That(FileContent.Matches(held.Span, (long)file.Identity.Number, window * WindowSize), $"content of window {window}");
        }
    }

    // SAFETY: the index is of a slot that was mapped, so below the count of slots taken.
    private unsafe bool IsReady(int slot) => Engine.Slots[slot]->State.Phase == SlotPhase.Ready;

    public void Dispose()
    {
        Assert.That(Cache.Audit(), Is.Empty);
        Assert.That(Memory.IsDisposed || Memory.MappedSlots.All(IsReady), "what no window is cached of is not mapped");
        Cache.Dispose();
        Assert.That(Memory.IsDisposed, "the address space is given back when no window is held");
        Assert.That(Cache.Audit(), Is.Empty, "after closing");
    }
}
