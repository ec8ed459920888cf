using System.ComponentModel;
using System.Runtime.InteropServices;
using MappingCache.Tests.Support;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Which windows a change of a file concerns, and what becomes of their slots.</summary>
[LinuxOnly("Windows lets nobody cut or replace a file of which windows are mapped")]
public sealed partial class ChangedFileTests : RealFileFixture
{
    private const int PunchHole = 3; // FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE

    private static readonly int s_page = Environment.SystemPageSize;

    [Test]
    public async Task A_page_that_is_missed_spoils_its_own_window_alone()
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        using WindowLease first = await file.AcquireAsync(0);
        using WindowLease second = await file.AcquireAsync(Window);
        using WindowLease third = await file.AcquireAsync(2 * Window);
        FileOwner.Cut(path, Window);

        Assert.That(second.Span[0], Is.Zero);

        Assert.That((first.IsValid, second.IsValid, third.IsValid), Is.EqualTo((true, false, true)));
        Assert.That(FileContent.Matches(first.Span, 1, 0));
        Assert.That(second.ThrowIfChanged, Throws.InstanceOf<FileChangedException>()
            .With.Property(nameof(FileChangedException.Path)).EqualTo(path)
            .And.Property(nameof(FileChangedException.Offset)).EqualTo(Window)
            .And.Property(nameof(FileChangedException.ExpectedLength)).EqualTo(2 * Window)
            .And.Property(nameof(FileChangedException.SeenLength)).EqualTo(Window));
        Assert.That((first.IsValid, third.IsValid), Is.EqualTo((false, false)), "by then the file was looked at");
    }

    [Test]
    public async Task A_slot_is_free_of_its_faults_when_nobody_uses_it_any_more_and_not_before()
    {
        string path = Folder.Write("file", 1, Window);
        string other = Folder.Write("other", 2, Window);
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 1 });
        using MappedFile file = cache.Open(path);
        using MappedFile next = cache.Open(other);
        WindowLease first = await file.AcquireAsync(0);
        using (WindowLease second = await file.AcquireAsync(0))
        {
            FileOwner.Cut(path, 0);
            Assert.That(first.Span[0], Is.Zero);
            first.Dispose();

            Assert.That(second.IsValid, Is.False);
            Assert.That(next.TryAcquire(0, out Window none), Is.False, "the only slot has a user left");
            none.Dispose();
        }

        using Window window = next.Acquire(0);
        Assert.That(window.IsValid);
        Assert.That(FileContent.Matches(window.Span, 2, 0));
    }

    [Test]
    public async Task Of_two_caches_each_knows_its_own_faults()
    {
        string path = Folder.Write("file", 1, Window);
        WindowLease lease;
        using MappedFile file = Cache.Open(path);
        using (WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2 }))
        using (MappedFile same = cache.Open(path))
        {
            lease = await file.AcquireAsync(0);
            using WindowLease other = await same.AcquireAsync(0);
            FileOwner.Cut(path, 0);

            Assert.That(other.Span[0], Is.Zero);
            Assert.That((lease.IsValid, other.IsValid), Is.EqualTo((true, false)));
        }

        Assert.That(lease.Span[0], Is.Zero, "guarded still, though the other cache has gone");
        Assert.That(lease.IsValid, Is.False);
        lease.Dispose();
    }

    [Test]
    public async Task A_file_that_grows_again_after_a_page_was_missed_is_mapped_anew()
    {
        string path = Folder.Write("file", 1, Window);
        using MappedFile file = Cache.Open(path);
        using WindowLease lost = await file.AcquireAsync(0);
        FileOwner.Cut(path, 0);
        Assert.That(lost.Span[s_page], Is.Zero);
        Folder.Write("file", 2, Window);

        using Window window = file.Acquire(0);
        Assert.That(window.IsValid && FileContent.Matches(window.Span, 2, 0));
        Assert.That(lost.Span[^1], Is.Zero, "whoever held it before reads zeros to the end");
        Assert.That(lost.IsValid, Is.False);
    }

    [Test]
    public async Task A_file_that_another_is_renamed_over_is_read_on_and_its_handle_tells()
    {
        string path = Folder.Write("file", 1, Window);
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2, Revalidation = Revalidation.Always });
        using MappedFile file = cache.Open(path);
        using WindowLease before = await file.AcquireAsync(0);
        File.Move(Folder.Write("new", 2, Window), path, overwrite: true);

        Assert.That(FileContent.Matches(before.Span, 1, 0));
        using WindowLease after = await file.AcquireAsync(0);
        Assert.That(file.IsReplaced);
        Assert.That(FileContent.Matches(after.Span, 1, 0));
        Assert.That((before.IsValid, after.IsValid), Is.EqualTo((false, true)), "to lose its name is a change of a file, by its times");
        using MappedFile replaced = cache.Open(path);
        using Window window = replaced.Acquire(0);
        Assert.That(FileContent.Matches(window.Span, 2, 0));
    }

    [Test]
    public async Task A_hole_reads_as_zeros_without_a_fault_and_is_a_change()
    {
        string path = Folder.Write("file", 1, Window);
        using MappedFile file = Cache.Open(path);
        using WindowLease lease = await file.AcquireAsync(0);
        using (FileStream stream = FileOwner.Open(path))
        {
            Punch(stream.SafeFileHandle, s_page, s_page);
        }

        Assert.That(lease.Span.Slice(s_page, s_page).IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        Assert.That(FileContent.Matches(lease.Span[..s_page], 1, 0) && FileContent.Matches(lease.Span[(2 * s_page)..], 1, 2 * s_page));
        Assert.That(lease.IsValid, "the page is there: it is one of zeros");
        Assert.That(lease.ThrowIfChanged, Throws.InstanceOf<FileChangedException>());
    }

    [Test]
    public async Task A_copy_stays_whole_when_its_file_is_cut_and_says_so_when_asked()
    {
        string path = Folder.Write("file", 1, Window - 5);
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2, Copy = CopyMode.Always });
        using MappedFile file = cache.Open(path);
        using WindowLease lease = await file.AcquireAsync(0);
        FileOwner.Cut(path, 3);

        Assert.That(lease.IsValid);
        Assert.That(lease.Length == Window - 5 && FileContent.Matches(lease.Span, 1, 0));
        Assert.That(lease.ThrowIfChanged, Throws.InstanceOf<FileChangedException>());
        Assert.That(FileContent.Matches(lease.Span, 1, 0), "what was read stays, whatever is found");
    }

    [Test]
    public void Looking_at_a_file_that_has_not_changed_allocates_nothing()
    {
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2, Revalidation = Revalidation.Always });
        using MappedFile file = cache.Open(Folder.Write("file", 1, Window));
        Touch();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Touch();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Touch()
        {
            for (int i = 0; i < 100; i++)
            {
                file.Acquire(0).Dispose();
            }
        }
    }

    private static void Punch(SafeFileHandle file, long offset, long length)
    {
        if (Allocate(file, PunchHole, offset, length) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
