using MappingCache.Platform.Linux;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Caches that share the map areas of their process.</summary>
[LinuxOnly("only Linux limits map areas")]
public sealed class MapAreaBudgetTests : RunningFixture
{
    [Test]
    public void A_cache_of_more_slots_than_there_are_map_areas_is_refused_by_the_limits_name() =>
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
    public void Slots_come_and_go_with_their_map_areas()
    {
        long others = MapAreaBudget.Process.Promised - (4 * CacheLayout.MapAreasPerSlot);
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 16 * Window));
        Touch(file, 0, 1, 2, 3);
        Cache.Resize(1);
        Assert.That(MapAreaBudget.Process.Promised, Is.EqualTo(others + CacheLayout.MapAreasPerSlot));

        Cache.Resize(16);
        Assert.That(MapAreaBudget.Process.Promised, Is.EqualTo(others + (16 * CacheLayout.MapAreasPerSlot)));
    }

    [Test]
    public void More_slots_than_there_are_map_areas_for_are_refused_by_the_limits_name()
    {
        int most = (int)Math.Min(MapAreaBudget.Process.ReadLimits().MapAreas!.Value, 1_000_000);
        long before = MapAreaBudget.Process.Promised;
        using (WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 4096, SlotCount = 10, MaxSlots = most }))
        {
            Assert.That(() => cache.Resize(most), Throws.TypeOf<MappingException>().With.Message.Contains("vm.max_map_count").And.Message.Contains("sysctl"));
            Assert.That(cache.SlotCount, Is.EqualTo(10));
            cache.Resize(most / 4);
        }

        Assert.That(MapAreaBudget.Process.Promised, Is.EqualTo(before));
    }

    [Test]
    public void A_fullCache_can_grow_as_far_as_its_areas_reach()
    {
        // Fails if the areas that a cache uses are counted against it beside those that it was promised.
        int allowed = (int)(MapAreaBudget.Process.ReadLimits().MapAreas!.Value / CacheLayout.MapAreasPerSlot);
        Assume.That(allowed, Is.LessThan(100_000), "or it takes too long");
        int slots = allowed * 6 / 10;
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 4096, SlotCount = slots, MaxSlots = allowed });
        using (FileStream stream = File.Create(Folder["file"]))
        {
            stream.SetLength(2L * slots * 4096);
        }

        using MappedFile file = cache.Open(Folder["file"]);
        for (long window = 0; window < slots; window++)
        {
            // Every other, so that no two areas become one.
            using Window held = file.Acquire(window * 2 * 4096);
        }

        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(slots));
        cache.Resize(allowed - 1000);
        Assert.That(cache.SlotCount, Is.EqualTo(allowed - 1000));
    }
}
