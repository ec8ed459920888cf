using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What is changed while the cache runs, on real files, with the kernel's own list of mappings as witness.</summary>
public sealed class RunningTests : RunningFixture
{
    [Test]
    public void Slots_come_and_go_with_their_mappings()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 16 * Window));
        Touch(file, 0, 1, 2, 3);
        Cache.Resize(1);
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1), "a shrink that forgets to unmap leaves more");

        Cache.Resize(16);
        Touch(file, 15, 13, 11, 9, 7, 5, 3, 1, 0, 2, 4, 6, 8, 10, 12, 14);
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(16));
        Assert.That(KernelAudit.Of(Cache.Engine), Is.Empty);
    }

    [Test]
    [NotUnderWine("it keeps a byte for every page that is reserved, and fills in those of all that a process can have")]
    public void Fewer_addresses_are_reserved_where_there_are_not_enough()
    {
        CacheLayout layout = new(1 << 30, 10, 10, []) { MaxSlots = 1_000_000 };
        using IAddressSpace space = WindowCacheFactory.ReserveAtMost(ref layout, enough: 10);
        Assert.That(layout.MaxSlots, Is.InRange(10, 999_999), "a petabyte is more than a process has");
    }

    [Test]
    public void Addresses_that_are_needed_and_cannot_be_had_are_an_error()
    {
        CacheLayout layout = new(1 << 30, 10, 10, []) { MaxSlots = 1_000_000 };
        Assert.That(() => WindowCacheFactory.ReserveAtMost(ref layout, enough: 1_000_000), Throws.TypeOf<MappingException>().With.Message.Contains("addresses"));
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
    public void A_window_that_is_not_used_for_long_is_unmapped()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, Window));
        Touch(file, 0);
        Time.Advance(TimeSpan.FromMinutes(9));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1));
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
    }

    [Test]
    public void Unless_something_is_said_of_it_idle_windows_are_let_go_where_they_are_in_their_files_owners_way()
    {
        using WindowCache cache = Create(new WindowCacheOptions());
        using MappedFile file = cache.Open(Folder.Write("file", 1, Window));
        Touch(file, 0);
        Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(1));
        Time.Advance(TimeSpan.FromSeconds(2.6));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(OperatingSystem.IsWindows() ? 0 : 1));
        Time.Advance(TimeSpan.FromDays(1));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.EqualTo(OperatingSystem.IsWindows() ? 0 : 1));
    }

    [Test]
    public void A_file_that_was_replaced_while_its_descriptor_was_closed_is_not_taken_for_another()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window));
        Touch(file, 0);
        CloseDescriptorOf(file);
        Replace(file.Path, Folder.Write("new", 2, 2 * Window));

        Touch(file, 0);
        Assert.That(() => Touch(file, 1), Throws.TypeOf<MappingException>().With.Message.Contains("replaced"));
        Assert.That(() => file.Refresh(), Throws.TypeOf<MappingException>().With.Message.Contains("replaced"));
    }

    [Test]
    public void A_file_that_was_moved_while_its_descriptor_was_closed_is_read_as_far_as_it_is_mapped()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window));
        Touch(file, 0);
        CloseDescriptorOf(file);
        Move(file.Path, Folder["moved"]);

        Touch(file, 0);
        Assert.That(() => Touch(file, 1), Throws.TypeOf<MappingException>().With.Message.Contains("moved or deleted").And.Property("ErrorCode").EqualTo(2));
    }

    [Test]
    public void A_file_that_was_deleted_while_nothing_of_it_was_mapped_or_open_is_gone()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, 2 * Window));
        Touch(file, 0);
        Assert.That(Cache.Release(file.Path));
        File.Delete(file.Path);

        Assert.That(File.Exists(file.Path), Is.False);
        Assert.That(() => Touch(file, 0), Throws.TypeOf<MappingException>().With.Message.Contains("moved or deleted").And.Property("ErrorCode").EqualTo(2));
    }

    [Test]
    public void Releasing_a_file_closes_it_and_its_handles_open_it_again()
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        using MappedFile other = Cache.Open(path);
        Touch(file, 0, 2);
        Assert.That((Descriptors.Of(open => open == path), MappedAreas.Count(file.Identity.Number)), Is.EqualTo((1, 2)));

        Assert.That(Cache.Release(path));
        Assert.That((Descriptors.Of(open => open == path), MappedAreas.Count(file.Identity.Number)), Is.EqualTo((0, 0)));
        Assert.That(Cache.Release(path), "and once more");
        Assert.That(Cache.Release(Folder["never opened"]), "there is nothing to let go of");
        Touch(file, 2);
        Touch(other, 2, 0);
        Assert.That((Descriptors.Of(open => open == path), MappedAreas.Count(file.Identity.Number)), Is.EqualTo((1, 2)), "the handles go on");
    }

    [Test]
    public void A_file_of_which_a_window_is_held_is_released_with_it([Values] bool light)
    {
        string path = Folder.Write("file", 1, 2 * Window);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0, 1);
        if (light)
        {
            using LightWindow held = file.AcquireLight(0);
            Assert.That(Cache.Release(path), Is.False);
            Assert.That(FileContent.Matches(held.Span, 1, 0), "for its holder it is still there");
        }
        else
        {
            using Window held = file.Acquire(0);
            Assert.That(Cache.Release(path), Is.False);
            Assert.That(FileContent.Matches(held.Span, 1, 0), "for its holder it is still there");
        }

        // What a light window holds its last user does not unmap; whoever looks next does.
        Assert.That(MappedAreas.Count(file.Identity.Number), light ? Is.LessThanOrEqualTo(1) : Is.Zero);
        Assert.That(Descriptors.Of(open => open == path), Is.Zero);
        Assert.That(Cache.Release(path));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
    }

    [Test]
    public async Task A_file_without_handles_is_free_when_the_last_window_is_released()
    {
        string path = Folder.Write("file", 1, 2 * Window);
        MappedFile file = Cache.Open(path);
        UInt128 number = file.Identity.Number;
        WindowLease lease = await file.AcquireAsync(0);
        file.Dispose();

        Assert.That((Cache.Release(path), Cache.Release(path)), Is.EqualTo((false, false)), "however often one asks");
        Assert.That(MappedAreas.Count(number), Is.EqualTo(1));
        Assert.That(FileContent.Matches(lease.Span, 1, 0));
        lease.Dispose();
        Assert.That(Cache.Release(path));
        Assert.That(MappedAreas.Count(number), Is.Zero);
    }

    // Where light windows are in use, a miss in a cache of many slots claims several windows under one barrier, and keeps
    // those that it has no use for, mapped as they are, for the next.
    [Test]
    public void A_file_is_released_from_slots_that_are_kept_for_others()
    {
        const int Small = 4096;
        const int Slots = 256;
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Small, SlotCount = Slots, InitialSlots = Slots });
        using MappedFile file = cache.Open(Folder.Write("file", 1, Slots * Small));
        for (long offset = 0; offset < file.Length; offset += Small)
        {
            file.Acquire(offset).Dispose();
            file.AcquireLight(offset).Dispose();
        }

        using MappedFile other = cache.Open(Folder.Write("other", 1, Small));
        other.Acquire(0).Dispose();
        Assert.That(cache.Engine.Supply.Spares.IsEmpty, Is.False, "or there is nothing to see here");
        Assert.That(cache.Release(file.Path));
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
        Assert.That(MappedAreas.Count(other.Identity.Number), Is.EqualTo(1));
        Assert.That(cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(cache.Engine), Is.Empty);
    }

    [Test]
    public void A_file_is_released_by_any_of_its_names()
    {
        string path = Folder.Write("file", 1, Window);
        HardLink.Create(path, Folder["other"]);
        using MappedFile file = Cache.Open(path);
        Touch(file, 0);
        Assert.That(Cache.Release(Folder["other"]));
        Assert.That((Descriptors.Of(open => open == path), MappedAreas.Count(file.Identity.Number)), Is.EqualTo((0, 0)));

        Touch(file, 0);
        Move(path, Folder["moved"]);
        Assert.That(Cache.Release(path), "by the one that it was opened by, which leads nowhere any more");
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
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
}
