using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A folder of real files and a cache over them, with the audits of the cache and of the kernel's mappings at the end of each test.</summary>
public abstract class RealFileFixture
{
    protected const int Window = 64 * 1024;

    private bool _hasMoved;

    private protected TempFolder Folder { get; private set; } = null!;

    protected WindowCache Cache { get; private set; } = null!;

    [SetUp]
    public void Create()
    {
        _hasMoved = false;
        Folder = new TempFolder();
        Cache = CreateCache();
    }

    [TearDown]
    public void Audit()
    {
        Assert.That(Cache.Audit(), Is.Empty);
        if (_hasMoved && OperatingSystem.IsWindows())
        {
            // By which name alone a mapped file is told, and by Wine by the one that it had when it was mapped.
            Cache.Trim();
        }

        Assert.That(KernelAudit.Of(Cache.Engine), Is.Empty);
        Cache.Dispose();
        Folder.Dispose();
    }

    /// <summary>Makes a file shorter, while nobody holds a window of it: where that is refused as long as one is mapped, after the cache was told to let go.</summary>
    protected void Cut(string path, long length)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.That(Cache.Release(path), "nobody holds a window");
        }

        FileOwner.Cut(path, length);
    }

    /// <summary>Gives a file another name, while it is mapped and open.</summary>
    protected void Move(string path, string name)
    {
        _hasMoved = true;
        File.Move(path, name);
    }

    /// <summary>Puts another file in a file's place, while that is mapped and open. Windows replaces no such file, but lets it be moved out of the way, as logs are.</summary>
    protected void Replace(string path, string by)
    {
        if (OperatingSystem.IsWindows())
        {
            Move(path, path + ".old");
        }

        File.Move(by, path, overwrite: true);
    }

    /// <summary>Asserts that two names of one file lead to the same windows.</summary>
    private protected void AreTheSame(string path, string name)
    {
        using MappedFile file = Cache.Open(path);
        using MappedFile other = Cache.Open(name);
        using Window a = file.Acquire(0);
        using Window b = other.Acquire(0);

        Assert.That(other.Identity, Is.EqualTo(file.Identity));
        Assert.That(Cache.GetStatistics(), Has.Property(nameof(CacheStatistics.Misses)).EqualTo(1).And.Property(nameof(CacheStatistics.Files)).EqualTo(1));
        Assert.That(a.Span.Overlaps(b.Span, out int b0) && b0 == 0, "the same addresses");
    }

    /// <summary>The cache of a test: of four slots, unless a fixture wants another.</summary>
    protected virtual WindowCache CreateCache() => WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 4 });
}
