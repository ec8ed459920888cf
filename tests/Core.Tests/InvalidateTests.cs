using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed unsafe class InvalidateTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void What_is_idle_is_unmapped_and_what_is_held_stays_for_its_holder()
    {
        using TestCache test = TestCache.Create(3);
        using MappedFile file = test.OpenNew(1, 3);
        using MappedFile other = test.OpenNew(2, 1);
        TestCache.Touch(file, 0, 1);
        TestCache.Touch(other, 0);
        using (Window held = file.Acquire(0))
        {
            test.Cache.Invalidate(file);

            Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(2), "the held one, and the other file's");
            Assert.That(FileContent.Matches(held.Span, 1, 0));
            int maps = test.Probe.Maps;
            using Window again = file.Acquire(0);
            Assert.That(test.Probe.Maps, Is.EqualTo(maps + 1), "mapped anew, beside the old one");
            Assert.That(held.Span.Overlaps(again.Span), Is.False);
        }

        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(2), "the old one went with its last release");
        Assert.That(test.Statistics.LetGo, Is.EqualTo(2));
    }

    [Test]
    public void A_window_that_is_being_mapped_is_waited_for_and_then_let_go()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1);
        using HeldMapping mapping = HeldMapping.Begin(test, file);
        TestThread invalidator = TestThread.Start(() => test.Cache.Invalidate(file));
        MappingTests.UntilPinned(test, 2);
        mapping.Finish();
        invalidator.Join();

        test.Probe.BeforeMap = null;
        TestCache.Touch(file, 0);
        Assert.That(test.Probe.Maps, Is.EqualTo(2));
    }

    [Test]
    public void A_path_stands_for_the_file_that_it_leads_to_and_for_those_it_led_to()
    {
        using TestCache test = TestCache.Create(4);
        test.Memory.Add("path", 1, Size);
        using (MappedFile old = test.Cache.Open("path"))
        {
            TestCache.Touch(old, 0);
        }

        MemoryFile.Facts replaced = test.Memory.Add("path", 2, Size);
        test.Memory.Link("other name", replaced);
        using MappedFile byOtherName = test.Cache.Open("other name");
        using MappedFile unconcerned = test.OpenNew(3, 1);
        TestCache.Touch(byOtherName, 0);
        TestCache.Touch(unconcerned, 0);

        test.Cache.Invalidate("path");

        Assert.That(test.Memory.MappedSlots, Has.Count.EqualTo(1));
        Assert.That(test.Maps(unconcerned, 0));
        Assert.That(test.Statistics.Files, Is.EqualTo(2), "the old file is forgotten with its last window");
        test.Cache.Invalidate("nowhere");
    }

    [Test]
    public void Handles_of_other_caches_and_disposed_ones_are_refused()
    {
        using TestCache test = TestCache.Create(1);
        using TestCache other = TestCache.Create(1);
        using MappedFile others = other.OpenNew(1, 1);
        MappedFile disposed = test.OpenNew(1, 1);
        disposed.Dispose();

        Assert.That(() => test.Cache.Invalidate(others), Throws.ArgumentException);
        Assert.That(() => test.Cache.Invalidate(disposed), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => test.Cache.Invalidate((MappedFile)null!), Throws.ArgumentNullException);
        Assert.That(() => test.Cache.Invalidate(""), Throws.ArgumentException);
    }

    [TestCase("trim")]
    [TestCase("maintenance")]
    [TestCase("waiter")]
    [TestCase("idle sweep")]
    public void A_detached_slot_that_nobody_freed_is_found_by(string finder)
    {
        using TestCache test = TestCache.Create(2, maintenance: new MaintenanceSettings { IdleTimeout = TimeSpan.FromDays(1) });
        using MappedFile file = test.OpenNew(1, 3);
        TestCache.Touch(file, 0);
        LeaveDetached(test);
        switch (finder)
        {
            case "trim":
                Assert.That(test.Cache.Trim(), Is.EqualTo(1));
                break;
            case "maintenance":
                test.Engine.Maintenance.LetGoOfSurplus();
                break;
            case "idle sweep":
                Assert.That(test.Engine.Maintenance.LetGoOfIdle(), Is.EqualTo(1));
                break;
            default:
                using (Window first = file.Acquire(0))
                using (Window second = file.Acquire(Size))
                {
                }

                test.Cache.Trim();
                break;
        }

        Assert.That(test.Memory.MappedSlots, Is.Empty);
    }

    // As it will be when a claim has to be given up.
    private static void LeaveDetached(TestCache test)
    {
        FileEntry entry = test.Engine.Files.ToArray().Single();
        DirectoryEntry of = entry.Directory.Read(0);
        Assert.That(test.Engine.Slots[of.Slot]->TryDetach(of.Generation));
        entry.Directory.Clear(0);
        test.Engine.Files.RemoveWindow(entry);
        test.Engine.Slots[of.Slot]->Unpin();
    }
}
