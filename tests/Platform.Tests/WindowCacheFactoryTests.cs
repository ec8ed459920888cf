using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

public sealed class WindowCacheFactoryTests
{
    [Test]
    public void Defaults_make_a_cache()
    {
        using WindowCache cache = WindowCache.Create();

        Assert.That((cache.WindowSize, cache.SlotCount), Is.EqualTo((256 * 1024, 4096)));
        Assert.That(cache.Notices, Is.Empty);
        Assert.That(cache.GetStatistics(), Has.Property(nameof(CacheStatistics.SlotsTaken)).EqualTo(64));
    }

    [Test]
    public void Addresses_are_given_back_with_the_last_window()
    {
        using TempFolder folder = new();
        WindowCache cache = WindowCache.Create(new WindowCacheOptions { SlotCount = 3, WindowSize = 65536 });
        (ulong start, ulong end) = Range(cache);
        using MappedFile file = cache.Open(folder.Write("file", 1, 100));
        using (Window window = file.Acquire(0))
        {
            cache.Dispose();
            Assert.That(FileContent.Matches(window.Span, 1, 0));
            Assert.That(MappedAreas.Within(start, end), Is.Not.Empty);
        }

        Assert.That(MappedAreas.Within(start, end).Where(static area => area.Kind == MappedAreaKind.Reserved || area.File != 0), Is.Empty);
    }

    [Test]
    public void Two_caches_map_one_file_each_for_itself()
    {
        using TempFolder folder = new();
        string path = folder.Write("file", 1, 100);
        using WindowCache a = WindowCache.Create(new WindowCacheOptions { SlotCount = 2, WindowSize = 4096 });
        using WindowCache b = WindowCache.Create(new WindowCacheOptions { SlotCount = 2, WindowSize = 65536 });
        using MappedFile inA = a.Open(path);
        using MappedFile inB = b.Open(path);
        using Window fromA = inA.Acquire(0);
        using Window fromB = inB.Acquire(0);

        Assert.That(FileContent.Matches(fromA.Span, 1, 0) && FileContent.Matches(fromB.Span, 1, 0));
        Assert.That((a.GetStatistics().Misses, b.GetStatistics().Misses), Is.EqualTo((1, 1)));
    }

    private static unsafe (ulong Start, ulong End) Range(WindowCache cache)
    {
        ulong start = (ulong)cache.Engine.Space.Base;
        return (start, start + (ulong)cache.Engine.Layout.ReservedBytes);
    }
}
