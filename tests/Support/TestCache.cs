using NUnit.Framework;

namespace MappingCache.Tests.Support;

/// <summary>A cache over memory, with everything a test may want to look into, and the audit at its end.</summary>
internal sealed class TestCache : IDisposable
{
    /// <summary>Small, so that files of a few kilobytes have several windows.</summary>
    public const int WindowSize = 4096;

    private TestCache(int slots, int chunk, EvictionKind eviction, CopyMode copy)
    {
        CacheLayout layout = new(WindowSize, slots, Math.Min(chunk, slots), []) { Copy = copy };
        Memory = new MemoryAddressSpace(layout);
        Probe = new ProbeAddressSpace(Memory);
        Cache = new WindowCache(Probe, layout, eviction);
    }

    public MemoryAddressSpace Memory { get; }

    public ProbeAddressSpace Probe { get; }

    public WindowCache Cache { get; }

    public CacheEngine<NoSchedule> Engine => Cache.Engine;

    public CacheStatistics Statistics => Cache.GetStatistics();

    public static TestCache Create(int slots, int chunk = 64, EvictionKind eviction = EvictionKind.Clock, CopyMode copy = CopyMode.WhenNeeded) => new(slots, chunk, eviction, copy);

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

    public void Dispose()
    {
        Assert.That(Cache.Audit(), Is.Empty);
        Cache.Dispose();
        Assert.That(Memory.IsDisposed, "the address space is given back when no window is held");
        Assert.That(Cache.Audit(), Is.Empty, "after closing");
    }
}
