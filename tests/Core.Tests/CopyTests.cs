using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class CopyTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void A_file_that_refuses_to_be_mapped_is_read_as_far_as_it_goes_whatever_length_it_states([Values(0, 100, 5 * Size)] int stated, [Values(1, 2, 3)] int slots)
    {
        const int Real = (2 * Size) + 77;
        using TestCache test = TestCache.Create(slots);
        test.Memory.Add("special", 1, stated, unmappable: true).HiddenLength = Real;
        using MappedFile file = test.Cache.Open("special");

        Assert.That(file.Length, Is.EqualTo(Real));
        TestCache.Touch(file, 0, 1);
        using (Window last = file.Acquire(2 * Size))
        {
            Assert.That(last.Length, Is.EqualTo(77));
            Assert.That(FileContent.Matches(last.Span, 1, 2 * Size));
        }

        Assert.That((test.Probe.Maps, test.Probe.Copies), Is.EqualTo((0, 3)));
        Assert.That(test.Statistics, Has.Property(nameof(CacheStatistics.Copies)).EqualTo(3).And.Property(nameof(CacheStatistics.Misses)).EqualTo(3));
    }

    [TestCase(CopyMode.Never, 1, 0)]
    [TestCase(CopyMode.WhenNeeded, 0, 1)]
    [TestCase(CopyMode.Always, 0, 1)]
    public void A_file_on_another_machine_is_copied_unless_that_is_forbidden(CopyMode copy, int maps, int copies)
    {
        using TestCache test = TestCache.Create(1, copy: copy);
        test.Memory.Add("remote", 1, Size, remote: true);
        using MappedFile file = test.Cache.Open("remote");
        TestCache.Touch(file, 0);

        Assert.That((test.Probe.Maps, test.Probe.Copies), Is.EqualTo((maps, copies)));
    }

    [Test]
    public void Always_copies_what_could_be_mapped_and_shares_the_copy()
    {
        using TestCache test = TestCache.Create(2, copy: CopyMode.Always);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0, 1, 0, 1);

        Assert.That((test.Probe.Maps, test.Probe.Copies), Is.EqualTo((0, 2)));
        Assert.That(test.Statistics.Hits, Is.EqualTo(2));
    }

    [Test]
    public void A_copy_is_read_again_after_the_files_version_has_moved_on([Values(1, 2, 3)] int slots)
    {
        using TestCache test = TestCache.Create(slots, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        TestCache.Touch(file, 0);
        facts.Rewrite(2);
        AssertShows(file, 1, "until somebody looks, a copy is what it was");
        file.Refresh();
        AssertShows(file, 2, "caught if the old copy is a hit");
        AssertShows(file, 2, "and is shared");

        Assert.That(test.Probe.Copies, Is.EqualTo(2));
    }

    [Test]
    public async Task A_copy_that_is_held_stays_as_it_is_while_others_read_the_new_one()
    {
        using TestCache test = TestCache.Create(2, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        using (WindowLease old = await file.AcquireAsync(0))
        {
            facts.Rewrite(2);
            file.Refresh();
            using WindowLease now = await file.AcquireAsync(0);
            Assert.That(FileContent.Matches(old.Span, 1, 0) && FileContent.Matches(now.Span, 2, 0));
        }

        Assert.That(test.Statistics.ResidentWindows, Is.EqualTo(1), "the old one is freed by its last release");
    }

    [Test]
    public void A_file_that_has_grown_shows_its_new_bytes_and_never_zeros_in_their_place()
    {
        using TestCache test = TestCache.Create(2, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 100);
        using MappedFile file = test.Cache.Open("a");
        using (Window before = file.Acquire(0))
        {
            Assert.That(before.Length, Is.EqualTo(100));
            facts.SetLength(Size);
        }

        // The end is reached, and so looked at again.
        using Window more = file.Acquire(100);
        Assert.That(more.Length, Is.EqualTo(Size - 100));
        Assert.That(FileContent.Matches(more.Span, 1, 100), "caught if the old copy is leased with the new length");
    }

    [Test]
    public void A_file_that_becomes_shorter_while_it_is_read_shows_what_was_read_and_no_more([Values(0, 40)] int left)
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        test.Probe.BeforeCopy = (_, _) =>
        {
            facts.HiddenLength = left;
            return OsError.None;
        };
        using Window window = file.Acquire(0);

        Assert.That((window.Length, file.Length), Is.EqualTo((left, left)), "caught if the length is the one that was stated");
        Assert.That(FileContent.Matches(window.Span, 1, 0));
    }

    [Test]
    public void A_window_behind_the_new_end_of_a_file_that_was_cut_short_leaves_the_length_as_it_is([Values] bool measured)
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 3 * Size, unmappable: measured);
        using MappedFile file = test.Cache.Open("a");
        test.Probe.BeforeCopy = (_, _) =>
        {
            facts.SetLength(40);
            return OsError.None;
        };
        using Window window = file.Acquire(2 * Size);

        Assert.That((window.Length, file.Length), Is.EqualTo((0, 40)), "caught if the offset is taken for the length");
    }

    [Test]
    public void A_version_that_moves_on_while_a_copy_is_made_has_it_made_again()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        test.Probe.AfterCopy = () =>
        {
            test.Probe.AfterCopy = null;
            facts.Rewrite(2);
            file.Refresh();
        };

        AssertShows(file, 2, "caught if the version is looked at before the copy only");
    }

    [Test]
    public void A_file_that_changes_while_a_copy_is_made_has_it_made_again_though_nobody_else_looks()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        test.Probe.AfterCopy = () =>
        {
            test.Probe.AfterCopy = null;
            facts.Rewrite(2);
        };
        AssertShows(file, 2, "caught if the file is not asked after the copy");
        using Window window = file.Acquire(0);
        Assert.That((window.IsValid, test.Probe.Copies), Is.EqualTo((true, 2)));
    }

    [Test]
    public void A_file_that_never_stands_still_is_copied_so_often_and_then_given_out_as_changed([Values] bool shorter)
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        facts.HiddenLength = shorter ? Size / 2 : null;
        using MappedFile file = test.Cache.Open("a");
        test.Probe.AfterCopy = () => facts.SetLength(Size);
        using Window window = file.Acquire(0);

        Assert.That((window.Length, window.IsValid, test.Probe.Copies), Is.EqualTo((shorter ? Size / 2 : Size, false, FileEntry.MostReadings)));
    }

    [Test]
    public async Task Followers_of_a_copy_share_it_and_nothing_is_read_on_the_callers_thread()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        using MappedFile file = test.OpenNew(1, 1);
        using ManualResetEventSlim go = new();
        test.Probe.BeforeCopy = (_, _) =>
        {
            go.Wait();
            return OsError.None;
        };
        Task<WindowLease>[] tasks = [.. Enumerable.Range(0, 5).Select(_ => file.AcquireAsync(0).AsTask())];
        MappingTests.UntilPinned(test, tasks.Length);
        go.Set();
        foreach (Task<WindowLease> task in tasks)
        {
            using WindowLease lease = await task;
            Assert.That(FileContent.Matches(lease.Span, 1, 0));
        }

        Assert.That(test.Probe.Copies, Is.EqualTo(1));
    }

    [Test]
    public void A_slot_that_is_copied_into_shows_nothing_of_the_file_it_was_used_for_before()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile mapped = test.OpenNew(1, 1);
        test.Memory.Add("special", 2, 0, unmappable: true).HiddenLength = 100;
        using MappedFile special = test.Cache.Open("special");
        TestCache.Touch(mapped, 0);
        using (Window window = special.Acquire(0))
        {
            Assert.That(FileContent.Matches(window.Span, 2, 0));
            Assert.That(Rest(test).IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        }

        TestCache.Touch(mapped, 0);
    }

    [Test]
    public void Resident_copies_are_those_that_are_made_and_up_to_date()
    {
        using TestCache test = TestCache.Create(2, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        Assert.That(file.TryAcquire(0, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
        TestCache.Touch(file, 0);
        Assert.That(file.TryAcquire(0, residentOnly: true, out Window window), Is.EqualTo(AcquireOutcome.Acquired));
        window.Dispose();
        facts.Rewrite(2);
        file.Refresh();
        Assert.That(file.TryAcquire(0, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
    }

    [Test]
    public unsafe void A_copy_that_was_pinned_before_its_file_grew_is_leased_as_long_as_it_is()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 100);
        using MappedFile file = test.Cache.Open("a");
        FileEntry entry = test.Engine.Files.ToArray().Single();
        Assert.That(test.Engine.Acquire(entry, 0, mayWait: false, CancellationToken.None, out Slot* slot), Is.EqualTo(OsError.None));
        facts.SetLength(Size);
        file.Refresh();
        using Window window = file.LeaseOfCopy(slot, 0);

        Assert.That(window.Length, Is.EqualTo(100), "caught if the length is the file's: zeros would be shown where it has bytes");
    }

    [Test]
    public void After_a_look_that_found_a_change_no_thread_gets_a_copy_from_before([Values(1, 2, 3)] int slots)
    {
        // Each version has bytes of its own. Caught: a copy that is given out, or followed, without a look at its version.
        const int Versions = 3000;
        using TestCache test = TestCache.Create(slots, copy: CopyMode.Always);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, Size);
        using MappedFile file = test.Cache.Open("a");
        long seen = 1;
        TestThread writer = TestThread.Start(() =>
        {
            for (long version = 2; version <= Versions; version++)
            {
                facts.Rewrite(version);
                file.Refresh();
                Volatile.Write(ref seen, version);
            }
        });
        List<TestThread> readers = [.. Enumerable.Range(0, 3).Select(_ => TestThread.Start(() =>
        {
            long oldest;
            while ((oldest = Volatile.Read(ref seen)) < Versions)
            {
                using Window window = file.Acquire(0);
                Assert.That(window.Length, Is.EqualTo(Size));
                long newest = Volatile.Read(ref seen) + 1;
                long version = oldest;
                while (version <= newest && !FileContent.Matches(window.Span, version, 0))
                {
                    version++;
                }

                Assert.That(version, Is.LessThanOrEqualTo(newest), $"bytes of a version from {oldest} to {newest}");
            }
        }))];
        writer.Join();
        readers.ForEach(static reader => reader.Join());
    }

    [Test]
    public unsafe void Who_follows_a_copy_after_a_look_that_found_a_change_gets_the_new_bytes()
    {
        CacheLayout layout = new(Size, 2, 2, []) { Copy = CopyMode.Always };
        MemoryAddressSpace memory = new(layout);
        CacheEngine<PausesAtEndMap> engine = new(memory, layout, EvictionKind.Clock);
        MemoryFile.Facts facts = memory.Add("a", 1, Size);
        Assert.That(engine.Files.Open(new FileName("a", Within: null), out FileEntry? file), Is.EqualTo(OsError.None));
        TestThread? follower = null;
        PausesAtEndMap.Pause = () =>
        {
            // The copy is made and was compared with the version; now the file changes, and somebody who knows follows.
            PausesAtEndMap.Pause = null;
            facts.Rewrite(2);
            Assert.That(file!.Refresh(file.Os!), Is.EqualTo(OsError.None));
            follower = TestThread.Start(() => AcquireAndCheck(engine, file, content: 2));
            Slot* slot = engine.Slots[file.Directory.Read(0).Slot];
            Assert.That(SpinWait.SpinUntil(() => slot->State.Pins == 2, TimeSpan.FromSeconds(30)), "it follows");
        };
        AcquireAndCheck(engine, file!, content: 1);
        follower!.Join();

        engine.Files.Release(file!);
        Assert.That(CacheAudit.Of(engine), Is.Empty);
        engine.Close();
    }

    [Test]
    public void A_copy_of_nothing_shows_nothing_though_the_file_has_grown_again()
    {
        // The file is cut when its descriptor is opened again for the window, and grows right after that look. Fails if
        // the lease is as long as the file instead of the copy: it then shows what the slot held of another file.
        using TestCache test = TestCache.Create(1, copy: CopyMode.Always, limits: static layout => layout with { MaxDescriptors = 1 });
        MemoryFile.Facts cut = test.Memory.Add("cut", 1, 2 * Size);
        test.Memory.Add("other", 2, Size);
        using MappedFile file = test.Cache.Open("cut");
        using MappedFile other = test.Cache.Open("other");
        TestCache.Touch(other, 0);
        test.Probe.BeforeOpen = _ =>
        {
            test.Probe.BeforeOpen = null;
            cut.SetLength(Size);
            cut.AfterLook = () => cut.SetLength(2 * Size);
        };
        Assert.That(file.TryAcquireNext(Size, out Window window));
        Assert.That(window.Length, Is.Zero);
        window.Dispose();
    }

    private static unsafe void AcquireAndCheck(CacheEngine<PausesAtEndMap> engine, FileEntry file, long content)
    {
        Assert.That(engine.Acquire(file, 0, mayWait: true, CancellationToken.None, out Slot* slot), Is.EqualTo(OsError.None));
        Assert.That(FileContent.Matches(new ReadOnlySpan<byte>(engine.AddressOf(slot), Size), content, 0), $"bytes of {content}");
        engine.Release(slot);
    }

    private static void AssertShows(MappedFile file, long content, string why)
    {
        using Window window = file.Acquire(0);
        Assert.That(window.Length == Size && FileContent.Matches(window.Span, content, 0), why);
    }

    // SAFETY: the cache has one slot, of which the file fills the first 100 bytes.
    private static unsafe ReadOnlySpan<byte> Rest(TestCache test) => new(test.Memory.Base + 100, Size - 100);
}
