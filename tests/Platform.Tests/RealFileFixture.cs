using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A folder of real files and a cache over them, with the audits of the cache and of the kernel's mappings at the end of each test.</summary>
public abstract class RealFileFixture
{
    protected const int Window = 64 * 1024;

    private protected TempFolder Folder { get; private set; } = null!;

    protected WindowCache Cache { get; private set; } = null!;

    [SetUp]
    public void Create()
    {
        Folder = new TempFolder();
        Cache = CreateCache();
    }

    [TearDown]
    public void Audit()
    {
        Assert.That(Cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(Cache.Engine), Is.Empty);
        Cache.Dispose();
        Folder.Dispose();
    }

    /// <summary>The cache of a test: of four slots, unless a fixture wants another.</summary>
    protected virtual WindowCache CreateCache() => WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 4 });
}
