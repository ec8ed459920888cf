using MappingCache.Platform.Linux;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What is changed while the cache runs, on real files, with the kernel's own list of mappings as witness.</summary>
public sealed class RunningTests : RealFileFixture
{
    private readonly ManualTime _time = new();

    protected override WindowCache CreateCache() => Create(new WindowCacheOptions { MaxDescriptors = 2, IdleTimeout = TimeSpan.FromMinutes(10) });

    [Test]
    public void Slots_come_and_go_with_their_mappings_and_their_map_areas()
    {
        long others = MapAreaBudget.Process.Promised - (4 * CacheLayout.MapAreasPerSlot);
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 16 * Window));
        Touch(file, 0, 1, 2, 3);
        Cache.Resize(1);
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1), "a shrink that forgets to unmap leaves more");
        Assert.That(MapAreaBudget.Process.Promised, Is.EqualTo(others + CacheLayout.MapAreasPerSlot));

        Cache.Resize(16);
        Assert.That(MapAreaBudget.Process.Promised, Is.EqualTo(others + (16 * CacheLayout.MapAreasPerSlot)));
        Touch(file, 15, 13, 11, 9, 7, 5, 3, 1, 0, 2, 4, 6, 8, 10, 12, 14);
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(16));
        Assert.That(KernelAudit.Of(Cache.Engine), Is.Empty);
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

    [Test]
    public void Fewer_addresses_are_reserved_where_there_are_not_enough()
    {
        CacheLayout layout = new(1 << 30, 10, 10, []) { MaxSlots = 1_000_000 };
        using IAddressSpace space = WindowCacheFactory.ReserveAtMost(ref layout, enough: 10);
        Assert.That(layout.MaxSlots, Is.InRange(10, 999_999), "a petabyte is more than a process has");
        layout = layout with { MaxSlots = 1_000_000 };
        Assert.That(() => WindowCacheFactory.ReserveAtMost(ref layout, enough: 1_000_000), Throws.TypeOf<MappingException>());
    }

    [Test]
    public void What_is_trimmed_is_not_mapped_any_more()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 4 * Window));
        Touch(file, 0, 1, 2, 3);
        using Window held = file.Acquire(0);

        Assert.That(Cache.Trim(), Is.EqualTo(3));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1));
        Assert.That(FileContent.Matches(held.Span, 1, 0));
    }

    [Test]
    public void A_deleted_file_gives_its_space_back_when_it_is_invalidated([Values] bool held)
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 3 * Window));
        Touch(file, 0, 1, 2);
        WindowLease? lease = held ? file.AcquireAsync(Window).AsTask().Result : null;
        File.Delete(file.Path);

        Cache.Invalidate(file);
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(held ? 1 : 0));
        Assert.That(lease is null || FileContent.Matches(lease.Span, 1, Window), "for its holder it is still there");
        lease?.Dispose();
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero, "the last release has unmapped it");
    }

    [Test]
    public void A_deleted_or_replaced_file_without_a_handle_gives_its_space_back_with_the_next_maintenance([Values] bool replaced)
    {
        UInt128 inode;
        using (MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window)))
        {
            inode = file.Identity.Number;
            Touch(file, 0, 1);
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(MappedAreas.Count(inode), Is.Positive, "it is still there, and so are its windows");
        if (replaced)
        {
            File.Move(Folder.Write("new", 2, 100), Folder["file"], overwrite: true);
        }
        else
        {
            File.Delete(Folder["file"]);
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(MappedAreas.Count(inode), Is.Zero);
        Assert.That(Cache.GetStatistics().Files, Is.Zero);
    }

    [Test]
    public void A_window_that_is_not_used_for_long_is_unmapped()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, Window));
        Touch(file, 0);
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
    }

    [Test]
    public void A_file_that_was_replaced_while_its_descriptor_was_closed_is_not_taken_for_another()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window));
        Touch(file, 0);
        CloseDescriptorOf(file);
        File.Move(Folder.Write("new", 2, 2 * Window), file.Path, overwrite: true);

        Touch(file, 0);
        Assert.That(() => Touch(file, 1), Throws.TypeOf<MappingException>().With.Message.Contains("replaced"));
        Assert.That(() => file.Refresh(), Throws.TypeOf<MappingException>().With.Message.Contains("replaced"));
    }

    [Test]
    public void A_file_that_was_deleted_while_its_descriptor_was_closed_is_read_as_far_as_it_is_mapped()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window));
        Touch(file, 0);
        CloseDescriptorOf(file);
        File.Delete(file.Path);

        Touch(file, 0);
        Assert.That(() => Touch(file, 1), Throws.TypeOf<MappingException>().With.Message.Contains("moved or deleted").And.Property("ErrorCode").EqualTo(2));
    }

    [Test]
    public void A_file_is_opened_again_within_theFolder_that_it_had_to_lie_in()
    {
        // Fails if it is opened again by its path alone: the link then leads out of the folder, to the same file.
        using TempFolder outside = new();
        Directory.CreateDirectory(Folder["sub"]);
        using MappedFile file = Cache.Open(Folder.Write("sub/file", 1, Window), Folder.Path);
        CloseDescriptorOf(file);
        File.Move(Folder["sub/file"], outside["file"]);
        File.CreateSymbolicLink(Folder["sub/file"], outside["file"]);

        Assert.That(() => Touch(file, 0), Throws.TypeOf<MappingException>().With.Message.Contains("opened again"));
    }

    [Test]
    public async Task Disposing_waits_for_the_last_lease()
    {
        WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2 });
        using MappedFile file = cache.Open(Folder.Write("file", 1, Window));
        WindowLease lease = await file.AcquireAsync(0);
        Task disposal = cache.DisposeAsync().AsTask();

        Assert.That(disposal.IsCompleted, Is.False);
        Assert.That(FileContent.Matches(lease.Span, 1, 0));
        lease.Dispose();
        await disposal;
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
    }

    private WindowCache Create(WindowCacheOptions options) =>
        WindowCache.Create(options with { WindowSize = Window, SlotCount = 4, TimeProvider = _time });

    // By opening as many others as may be open.
    private void CloseDescriptorOf(MappedFile file)
    {
        using MappedFile a = Cache.Open(Folder.Write("a", 8, 1));
        using MappedFile b = Cache.Open(Folder.Write("b", 9, 1));
        Assert.That(Descriptors.Of(path => path == file.Path), Is.Zero);
    }

    private static void Touch(MappedFile file, params ReadOnlySpan<long> windows)
    {
        foreach (long window in windows)
        {
            using Window held = file.Acquire(window * Window);
            Assert.That(FileContent.Matches(held.Span, 1, window * Window), $"window {window}");
        }
    }
}
