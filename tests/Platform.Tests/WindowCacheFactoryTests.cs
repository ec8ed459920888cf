using MappingCache.Platform.Linux;
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
    public void More_slots_than_there_are_map_areas_is_refused_by_the_limits_name() =>
        Assert.That(
            () => WindowCache.Create(new WindowCacheOptions { SlotCount = 5_000_000, WindowSize = 4096 }),
            Throws.ArgumentException.With.Message.Contains("vm.max_map_count").And.Message.Contains("5,000,000"));

    [Test]
    public void Caches_count_what_was_promised_to_each_other()
    {
        long before = MapAreaBudget.Process.Promised;
        long allowed = MapAreaBudget.Process.ReadLimits().MapAreas!.Value / CacheLayout.MapAreasPerSlot;
        int half = (int)(allowed * 6 / 10);
        using (WindowCache first = WindowCache.Create(new WindowCacheOptions { SlotCount = half, WindowSize = 4096 }))
        {
            Assert.That(() => WindowCache.Create(new WindowCacheOptions { SlotCount = half, WindowSize = 4096 }), Throws.ArgumentException);
            using WindowCache lowered = WindowCache.Create(new WindowCacheOptions { WindowSize = 4096 });
            Assert.That(lowered.SlotCount, Is.LessThanOrEqualTo(allowed - half));
        }

        Assert.That(MapAreaBudget.Process.Promised, Is.EqualTo(before));
        using WindowCache again = WindowCache.Create(new WindowCacheOptions { SlotCount = half, WindowSize = 4096 });
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
            Assert.That(LinuxMaps.Within(start, end), Is.Not.Empty);
        }

        Assert.That(LinuxMaps.Within(start, end).Where(area => area.Permissions == "---p" || area.Inode != 0), Is.Empty);
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
