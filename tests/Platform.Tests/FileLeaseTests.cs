using System.Runtime.CompilerServices;
using MappingCache.Platform.Linux;
using MappingCache.Platform.Linux.Guard;
using MappingCache.Platform.Linux.Leases;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Leases on real files: who wants to write waits until nothing of the file is mapped any more.</summary>
[LinuxOnly("Windows lets nobody cut a file of which windows are mapped")]
[CancelAfter(60_000)]
public sealed class FileLeaseTests
{
    private const int Window = LeaseTest.Window;
    private const int Readers = 4;

    // Each reader reads its window so often once the file was cut.
    private const int ReadsAfter = 100;
    private const int Rounds = 20_000;

    [Test]
    public void Readers_of_held_windows_read_what_they_did_while_the_file_is_cut([Values("another process", "truncate", "a stream")] string writer)
    {
        using LeaseTest test = new();
        (long torn, long faults) = ReadWhileCut(test, writer);
        CacheStatistics statistics = test.Statistics;
        Assert.That((torn, faults), Is.EqualTo((0, 0)));
        Assert.That((statistics.FileLeasesBroken, statistics.WindowsSwapped, statistics.Failures), Is.EqualTo((1, Readers, 0)));
    }

    [Test]
    public void An_answer_that_only_ends_the_lease_is_caught()
    {
        using LeaseTest test = new();
        test.Probe.OnBreak = static (file, _) => LeaseTwins.OnlyEndsIt(file);
        (long torn, long faults) = ReadWhileCut(test, "truncate");
        Assert.That((torn > 0, faults > 0), Is.EqualTo((true, true)), "zeros, and poisoned slots");
    }

    [Test]
    public void An_answer_that_leaves_entries_is_caught()
    {
        using LeaseTest test = new();
        test.Probe.OnBreak = (file, _) => LeaseTwins.LeavesEntries(test.Cache.Engine, file);
        Assert.That(WhoComesLaterReads(test), Is.Not.EqualTo("new"));

        // The copies that it has left are not what a cache at rest maps.
        test.Cache.Trim();
    }

    [Test]
    public void Who_comes_later_reads_the_new_file()
    {
        using LeaseTest test = new();
        Assert.That(WhoComesLaterReads(test), Is.EqualTo("new"));
    }

    [Test]
    public void Who_asks_while_another_gives_it_back_is_told_of_the_next_writer()
    {
        using LeaseTest test = new();
        using MappedFile file = test.OpenNew();
        LinuxFile os = test.FileOf(file)!;
        using ManualResetEventSlim isOver = new();
        TestThread other = TestThread.Start(() =>
        {
            while (!isOver.IsSet)
            {
                os.EndLease();
            }
        });
        for (int round = 0; round < Rounds; round++)
        {
            Assert.That(os.TryLease(os.EndLease), Is.EqualTo(OsError.None));
        }

        isOver.Set();
        other.Join();
        Assert.That(os.TryLease(os.EndLease), Is.EqualTo(OsError.None));

        // A lease whose break nobody is told of ends the process, or holds this up for as long as the kernel waits.
        Writers.Cut(file.Path, 100);
        Assert.That(test.LeaseOn(file), Is.Empty);
    }

    [Test]
    public void Windows_that_nobody_holds_are_given_up()
    {
        using LeaseTest test = new();
        using MappedFile file = test.OpenNew();
        using MappedFile other = test.OpenNew("other");
        LeaseTest.Touch(file, 4);
        LeaseTest.Touch(other, 4);
        Assert.That((test.LeaseOn(file), test.Statistics.FileLeasesHeld), Is.EqualTo(("ACTIVE", 2)));

        Writers.Cut(file.Path, 100);

        CacheStatistics statistics = test.Statistics;
        Assert.That((statistics.ResidentWindows, statistics.WindowsSwapped, statistics.FileLeasesHeld), Is.EqualTo((4, 0, 1)));
        Assert.That(test.LeaseOn(file), Is.Empty);
        using Window window = file.Acquire(0);
        Assert.That(window.Length, Is.EqualTo(100));
    }

    [Test]
    public void A_thread_that_holds_a_window_may_write_to_its_file_itself()
    {
        using LeaseTest test = new();
        using MappedFile file = test.OpenNew();
        using Window held = file.Acquire(0);
        using LightWindow light = file.AcquireLight(Window);
        using (FileStream stream = FileOwner.Open(file.Path))
        {
            stream.SetLength(10);
            Assert.That(FileContent.Matches(held.Span, LeaseTest.Seed, 0) && FileContent.Matches(light.Span, LeaseTest.Seed, Window));
        }

        Assert.That((held.IsValid, light.IsValid), Is.EqualTo((false, false)));
    }

    [Test]
    public void While_somebody_has_the_file_open_for_writing_it_is_copied_and_leased_after_the_back_off()
    {
        ManualTime time = new();
        using LeaseTest test = new(time: time);
        string path = test.Folder.Write("file", LeaseTest.Seed, 4 * Window);
        using FileStream writer = FileOwner.Open(path);
        using MappedFile file = test.Cache.Open(path);
        LeaseTest.Touch(file);
        CacheStatistics before = test.Statistics;
        Assert.That((before.FileLeasesRefused, before.Copies, before.FileLeasesHeld, before.ResidentWindows), Is.EqualTo((1, 1, 0, 0)));

        writer.Dispose();
        LeaseTest.Touch(file);
        Assert.That(test.LeaseOn(file), Is.Empty, "during the back-off");
        time.Advance(FileLease.ShortestBackOff);
        LeaseTest.Touch(file);
        Assert.That((test.LeaseOn(file), test.Statistics.ResidentWindows), Is.EqualTo(("ACTIVE", 1)));
    }

    [Test]
    public void A_writer_that_does_not_wait_is_refused_once()
    {
        using LeaseTest test = new();
        using MappedFile file = test.OpenNew();
        LeaseTest.Touch(file);

        Assert.That(Writers.TryOpenAtOnce(file.Path), Is.False);

        Writers.Open(file.Path);
        Assert.That(Writers.TryOpenAtOnce(file.Path));
        Assert.That(test.Statistics.FileLeasesBroken, Is.EqualTo(1));
    }

    [Test]
    public void Reading_renaming_attributes_and_deletion_break_nothing()
    {
        using LeaseTest test = new();
        using MappedFile file = test.OpenNew();
        using Window held = file.Acquire(0);
        string other = file.Path + ".other";

        Assert.That(File.ReadAllBytes(file.Path), Has.Length.EqualTo(4 * Window));
        Assert.That(Syscall.chmod(file.Path, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR), Is.Zero);
        File.SetLastWriteTimeUtc(file.Path, DateTime.UnixEpoch);
        File.Move(file.Path, other);
        File.Delete(other);

        Assert.That(test.LeaseOn(file), Is.EqualTo("ACTIVE"));
        Assert.That(held.IsValid);
    }

    [Test]
    public void Two_caches_of_one_file_both_answer()
    {
        using LeaseTest test = new();
        using LeaseTest another = new();
        using MappedFile file = test.OpenNew();
        using MappedFile same = another.Cache.Open(file.Path);
        using Window first = file.Acquire(0);
        using Window second = same.Acquire(0);
        Assert.That((test.LeaseOn(file), another.LeaseOn(same)), Is.EqualTo(("ACTIVE", "ACTIVE")));

        Writers.Cut(file.Path, 0);

        Assert.That(FileContent.Matches(first.Span, LeaseTest.Seed, 0) && FileContent.Matches(second.Span, LeaseTest.Seed, 0));
        Assert.That((first.IsValid, second.IsValid), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_lease_ends_with_its_descriptor_although_the_mapping_would_keep_it()
    {
        using LeaseTest test = new(maxDescriptors: 1);
        using MappedFile file = test.OpenNew();
        LeaseTest.Touch(file);
        using MappedFile other = test.OpenNew("other");

        Assert.That((test.LeaseOn(file), test.LeaseOn(other), test.Statistics.FileLeasesHeld), Is.EqualTo(("", "ACTIVE", 1)));
        Assert.That(Writers.TryOpenAtOnce(file.Path), "nobody is held up");
        Assert.That(test.Statistics.ResidentWindows, Is.EqualTo(1), "which stays mapped");
    }

    [Test]
    public void A_watcher_that_has_ended_leaves_no_lease_and_files_go_without()
    {
        ManualTime time = new();
        LeaseWatcher watcher = new();
        using LeaseTest test = new(watcher: watcher, time: time);
        using MappedFile file = test.OpenNew();
        using Window held = file.Acquire(0);
        LeaseTest.Touch(file, 4);

        watcher.End();

        Assert.That((test.LeaseOn(file), test.Statistics.FileLeasesHeld, test.Statistics.WindowsSwapped), Is.EqualTo(("", 0, 1)));
        Assert.That(Writers.TryOpenAtOnce(file.Path), "nobody is held up");
        time.Advance(FileLease.ShortestBackOff);
        LeaseTest.Touch(file);
        using MappedFile other = test.OpenNew("other");
        LeaseTest.Touch(other);
        Assert.That((test.Statistics.FileLeasesRefused, test.Statistics.FileLeasesHeld), Is.EqualTo((2, 0)));
        Assert.That(test.Statistics.ResidentWindows, Is.EqualTo(3), "mapped as without the option");
    }

    [Test]
    public void A_disposed_cache_with_a_file_open_holds_nobody_up()
    {
        LeaseTest test = new();
        using TempFolder folder = new();
        using MappedFile file = test.Cache.Open(folder.Write("file", LeaseTest.Seed, Window));
        LeaseTest.Touch(file);
        test.Dispose();

        Writers.Cut(file.Path, 0);

        Assert.That(Writers.TryOpenAtOnce(file.Path));
    }

    [Test]
    public void A_forgotten_cache_holds_nobody_up()
    {
        using TempFolder folder = new();
        string path = folder.Write("file", LeaseTest.Seed, Window);
        Forget(path);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(Writers.TryOpenAtOnce(path));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(string path)
    {
        WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 4, FileLeases = FileLeaseMode.Opportunistic });
        LeaseTest.Touch(cache.Open(path));
        Assert.That(cache.GetStatistics().FileLeasesHeld, Is.EqualTo(1));
    }

    private static (long Torn, long Faults) ReadWhileCut(LeaseTest test, string writer)
    {
        using MappedFile file = test.OpenNew(windows: Readers);
        using CountdownEvent held = new(Readers);
        bool isCut = false;
        long torn = 0;
        long faults = BusGuard.Faults;
        TestThread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => TestThread.Start(() => Read(reader)))];
        held.Wait();
        switch (writer)
        {
            case "truncate":
                Writers.Cut(file.Path, 10);
                break;
            case "a stream":
                FileOwner.Cut(file.Path, 10);
                break;
            default:
                Writers.Rewrite(file.Path, "new");
                break;
        }

        Volatile.Write(ref isCut, true);
        Array.ForEach(readers, static reader => reader.Join());
        return (torn, BusGuard.Faults - faults);

        void Read(int reader)
        {
            using Window window = file.Acquire((long)reader * Window);
            held.Signal();
            for (int after = 0; after < ReadsAfter; after += Volatile.Read(ref isCut) ? 1 : 0)
            {
                if (!FileContent.Matches(window.Span, LeaseTest.Seed, (long)reader * Window))
                {
                    Interlocked.Increment(ref torn);
                }
            }

            Assert.That(test.Probe.OnBreak is not null || !window.IsValid, "its holder is told");
        }
    }

    private static string WhoComesLaterReads(LeaseTest test)
    {
        using MappedFile file = test.OpenNew();
        using Window held = file.Acquire(0);
        Writers.Rewrite(file.Path, "new");
        using Window later = file.Acquire(0);
        return System.Text.Encoding.Latin1.GetString(later.Span);
    }
}
