using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>The audit is what other tests rely on; so each kind of damage is done here on purpose, and it must say so.</summary>
public sealed unsafe class CacheAuditTests
{
    [Test]
    public void A_pin_too_few()
    {
        TestCache test = Damaged(out FileEntry entry);
        test.Engine.Acquire(entry, 0, mayWait: false, CancellationToken.None, out _);
        Says(test, "carries 1 pins");
    }

    [Test]
    public void A_pin_too_many()
    {
        TestCache test = Damaged(out FileEntry entry);
        test.Engine.Slots[entry.Directory.Read(0).Slot]->Unpin();
        Says(test, "carries 1048575 pins");
    }

    [Test]
    public void A_free_slot_that_is_lost()
    {
        TestCache test = Damaged(out _);
        Assert.That(test.Engine.Supply.Free.TryPop(out _));
        Says(test, "lost to the free list");
    }

    [Test]
    public void A_mapped_slot_on_the_free_list()
    {
        TestCache test = Damaged(out FileEntry entry);
        test.Engine.Supply.Free.Push(entry.Directory.Read(0).Slot);
        Says(test, "on the free list, but Ready");
    }

    [Test]
    public void A_slot_on_the_free_list_twice()
    {
        TestCache test = Damaged(out _);
        Assert.That(test.Engine.Supply.Free.TryPop(out int slot));
        test.Engine.Supply.Free.Push(slot);
        test.Engine.Supply.Free.Push(slot);
        Says(test, "comes round");
    }

    [Test]
    public void A_mapped_slot_without_an_entry()
    {
        TestCache test = Damaged(out FileEntry entry);
        entry.Directory.Clear(0);
        Says(test, "counts 2 windows, but has 1 entries", "2 slots map windows, but 1 windows have entries");
    }

    [Test]
    public void An_entry_of_another_generation()
    {
        TestCache test = Damaged(out FileEntry entry);
        DirectoryEntry old = entry.Directory.Read(0);
        entry.Directory.Clear(0);
        entry.Directory.TryPublish(0, new DirectoryEntry(old.Slot, old.Generation + 1));
        Says(test, "in another generation");
    }

    [Test]
    public void Two_slots_for_one_window()
    {
        TestCache test = Damaged(out FileEntry entry);
        test.Engine.Slots.OwnerOf(entry.Directory.Read(0).Slot) = new SlotOwner(entry, 1);
        Says(test, "both map window 1", "does not map it");
    }

    [Test]
    public void A_slot_that_stays_in_transition()
    {
        TestCache test = Damaged(out FileEntry entry);
        DirectoryEntry of = entry.Directory.Read(0);
        Assert.That(test.Engine.Slots[of.Slot]->TryClaim(of.Generation, out _));
        Says(test, "is Dying at rest");
    }

    [Test]
    public void A_waiter_while_nothing_is_pinned()
    {
        TestCache test = Damaged(out FileEntry entry);
        using BlockingWaiter waiter = new(entry, 7);
        test.Engine.Supply.Waiters.Enqueue(waiter);
        Says(test, "1 wait for a slot");
    }

    [Test]
    public void A_file_that_nobody_needs()
    {
        TestCache test = Damaged(out FileEntry entry);
        entry.References--;
        Says(test, "0 references, and its descriptor is open");
    }

    // Never disposed: a damaged cache would say so once more.
    private static TestCache Damaged(out FileEntry entry)
    {
        TestCache test = TestCache.Create(4);
        TestCache.Touch(test.OpenNew(1, 2), 0, 1);
        Assert.That(test.Cache.Audit(), Is.Empty);
        entry = test.Engine.Files.ToArray().Single();
        return test;
    }

    private static void Says(TestCache test, params string[] words)
    {
        string report = string.Join('\n', test.Cache.Audit());
        foreach (string word in words)
        {
            Assert.That(report, Does.Contain(word));
        }
    }
}
