using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class CacheLayoutTests
{
    private static readonly MachineLimits s_plenty = new(4096, MapAreas: 60_000, AddressBytes: null, "the areas' remedy", "the addresses' remedy", Descriptors: 1024);

    [Test]
    public void Defaults_are_what_they_are_documented_to_be()
    {
        CacheLayout layout = CacheLayout.Resolve(new WindowCacheOptions(), s_plenty);

        Assert.That(layout, Is.EqualTo(new CacheLayout(256 * 1024, 4096, 64, layout.Notices) { MaxSlots = 16384, MaxDescriptors = 512 }));
        Assert.That(layout.Notices, Is.Empty);
        Assert.That(layout.WindowShift, Is.EqualTo(18));
        Assert.That(layout.ReservedBytes, Is.EqualTo(4L << 30));
    }

    [TestCase(0)]
    [TestCase(-4096)]
    [TestCase(2048)]
    [TestCase(4097)]
    [TestCase(12288)]
    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    public void Window_sizes_that_cannot_be_are_refused_with_the_range(int size) =>
        Assert.That(
            () => CacheLayout.Resolve(new WindowCacheOptions { WindowSize = size }, s_plenty),
            Throws.ArgumentException.With.Message.Contains("power of two").And.Message.Contains("4,096").And.Property("ParamName").EqualTo("WindowSize"));

    [TestCase(4096)]
    [TestCase(1 << 30)]
    public void Window_sizes_at_the_ends_of_the_range_are_taken(int size) =>
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions { WindowSize = size }, s_plenty).WindowSize, Is.EqualTo(size));

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(DirectoryEntry.MaxSlots + 1)]
    public void Slot_counts_that_cannot_be_are_refused(int slots) =>
        Assert.That(
            () => CacheLayout.Resolve(new WindowCacheOptions { SlotCount = slots }, s_plenty with { MapAreas = null }),
            Throws.ArgumentException.With.Message.Contains("16,777,215").And.Property("ParamName").EqualTo("SlotCount"));

    [Test]
    public void Initial_slots_are_at_least_one_and_at_most_all()
    {
        Assert.That(() => CacheLayout.Resolve(new WindowCacheOptions { InitialSlots = 0 }, s_plenty), Throws.ArgumentException.With.Message.Contains("InitialSlots"));
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions { InitialSlots = 64, SlotCount = 3 }, s_plenty).InitialSlots, Is.EqualTo(3));
    }

    [Test]
    public void A_copy_mode_that_does_not_exist_is_refused_with_those_that_do() =>
        Assert.That(() => CacheLayout.Resolve(new WindowCacheOptions { Copy = (CopyMode)9 }, s_plenty), Throws.ArgumentException.With.Message.Contains("Never, WhenNeeded, Always"));

    [Test]
    public void An_eviction_that_does_not_exist_is_refused() =>
        Assert.That(() => CacheLayout.Resolve(new WindowCacheOptions { Eviction = (EvictionKind)9 }, s_plenty), Throws.ArgumentException.With.Message.Contains("Clock or Lru"));

    [Test]
    public void A_lease_mode_that_does_not_exist_is_refused() =>
        Assert.That(() => CacheLayout.Resolve(new WindowCacheOptions { FileLeases = (FileLeaseMode)9 }, s_plenty), Throws.ArgumentException.With.Message.Contains("Off or Opportunistic"));

    [Test]
    public void A_slot_count_that_was_asked_for_is_refused_when_map_areas_do_not_suffice() =>
        Assert.That(
            () => CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 30_001 }, s_plenty),
            Throws.ArgumentException.With.Message.Contains("30,001").And.Message.Contains("allows 30,000").And.Message.Contains("the areas' remedy"));

    [Test]
    public void The_default_is_lowered_with_a_notice()
    {
        CacheLayout layout = CacheLayout.Resolve(new WindowCacheOptions(), s_plenty with { MapAreas = 2000 });

        Assert.That(layout.SlotCount, Is.EqualTo(1000));
        Assert.That(layout.Notices, Has.Count.EqualTo(1));
        Assert.That(layout.Notices[0], Does.Contain("from 4,096 to 1,000").And.Contain("the areas' remedy"));
    }

    [Test]
    public void Address_space_is_a_limit_too()
    {
        MachineLimits tight = s_plenty with { AddressBytes = 100L << 20 };

        Assert.That(CacheLayout.Resolve(new WindowCacheOptions(), tight).SlotCount, Is.EqualTo(399), "less one window to align the range");
        Assert.That(
            () => CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 400 }, tight),
            Throws.ArgumentException.With.Message.Contains("the addresses' remedy"));
    }

    [TestCase(1)]
    [TestCase(99)]
    [TestCase(DirectoryEntry.MaxSlots + 1)]
    public void More_slots_later_are_at_least_those_now(int most) =>
        Assert.That(
            () => CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 100, MaxSlots = most }, s_plenty),
            Throws.ArgumentException.With.Message.Contains("from SlotCount (100)").And.Property("ParamName").EqualTo("MaxSlots"));

    [Test]
    public void More_slots_later_need_addresses_and_nothing_else()
    {
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 30_000 }, s_plenty).MaxSlots, Is.EqualTo(120_000), "whatever map areas there are");
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 100, MaxSlots = 100 }, s_plenty).MaxSlots, Is.EqualTo(100));
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions { MaxSlots = 100 }, s_plenty).SlotCount, Is.EqualTo(100));
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions { SlotCount = DirectoryEntry.MaxSlots }, s_plenty with { MapAreas = null }).MaxSlots, Is.EqualTo(DirectoryEntry.MaxSlots));
    }

    [Test]
    public void What_was_not_asked_for_is_lowered_to_the_addresses_in_silence()
    {
        MachineLimits tight = s_plenty with { AddressBytes = 100L << 20 };

        CacheLayout layout = CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 300 }, tight);
        Assert.That((layout.MaxSlots, layout.Notices.Count), Is.EqualTo((399, 0)));
        Assert.That(
            () => CacheLayout.Resolve(new WindowCacheOptions { SlotCount = 300, MaxSlots = 400 }, tight),
            Throws.ArgumentException.With.Message.Contains("MaxSlots is 400").And.Message.Contains("the addresses' remedy"));
    }

    [Test]
    public void Limits_out_of_their_range_are_refused_by_name()
    {
        foreach (WindowCacheOptions options in (WindowCacheOptions[])[
            new() { MaxMappedBytes = WindowCacheOptions.DefaultWindowSize - 1 },
            new() { MaxFiles = -1 },
            new() { MaxDescriptors = 0 },
            new() { MaxDescriptors = 1025 },
            new() { IdleTimeout = TimeSpan.Zero },
            new() { MaintenanceInterval = TimeSpan.Zero },
            new() { MaintenanceInterval = TimeSpan.MaxValue }])
        {
            ArgumentException thrown = Assert.Throws<ArgumentException>(() => CacheLayout.Resolve(options, s_plenty))!;
            Assert.That(thrown.ParamName, Is.Not.Null.And.AnyOf("MaxMappedBytes", "MaxFiles", "MaxDescriptors", "IdleTimeout", "MaintenanceInterval"));
            Assert.That(thrown.Message, Does.StartWith(thrown.ParamName!));
        }
    }

    [Test]
    public void Limits_are_what_was_asked_for_or_half_of_the_processs_descriptors()
    {
        WindowCacheOptions options = new() { MaxMappedBytes = 1 << 20, MaxFiles = 0, MaxDescriptors = 1024, MaintenanceInterval = Timeout.InfiniteTimeSpan };
        CacheLayout layout = CacheLayout.Resolve(options, s_plenty);
        Assert.That((layout.MaxMappedBytes, layout.MaxFiles, layout.MaxDescriptors), Is.EqualTo((1L << 20, 0, 1024)));
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions(), s_plenty with { Descriptors = null }).MaxDescriptors, Is.EqualTo(int.MaxValue));
        Assert.That(CacheLayout.Resolve(new WindowCacheOptions(), s_plenty with { Descriptors = 1 }).MaxDescriptors, Is.EqualTo(1));
    }

    [Test]
    public void A_machine_that_allows_nothing_is_an_error_even_for_defaults() =>
        Assert.That(() => CacheLayout.Resolve(new WindowCacheOptions(), s_plenty with { MapAreas = 1 }), Throws.ArgumentException);
}
