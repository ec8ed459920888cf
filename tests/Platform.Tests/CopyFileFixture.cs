using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A cache whose files may be read instead of mapped, with the audits at the end of each test.</summary>
public abstract class CopyFileFixture
{
    protected const int Window = 4096;

    private protected TempFolder Folder { get; private set; } = null!;

    protected WindowCache Cache { get; private set; } = null!;

    [SetUp]
    public void CreateFolder() => Folder = new TempFolder();

    [TearDown]
    public void Audit()
    {
        Assert.That(Cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(Cache.Engine), Is.Empty, "copies are private, read-only, one area a slot");
        Cache.Dispose();
        Folder.Dispose();
    }

    protected static byte[] ReadAll(MappedFile file)
    {
        using MemoryStream all = new();
        while (all.Length < file.Length)
        {
            using Window window = file.Acquire(all.Length);
            Assert.That(window.Length, Is.Positive);
            all.Write(window.Span);
        }

        return all.ToArray();
    }

    private protected void Create(CopyMode copy, int slots = 4) =>
        Cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = slots, Copy = copy });

    /// <summary>Makes a cache on the real system, which a test may have refuse what it would not.</summary>
    private protected ProbeAddressSpace CreateProbed(int slots)
    {
        CacheLayout layout = WindowCacheFactory.CreateLayout(new WindowCacheOptions { WindowSize = Window, SlotCount = slots });
        ProbeAddressSpace probe = new(WindowCacheFactory.Reserve(layout));
        Cache = new WindowCache(probe, layout, EvictionKind.Clock);
        return probe;
    }
}
