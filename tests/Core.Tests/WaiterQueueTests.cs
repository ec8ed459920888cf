using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class WaiterQueueTests
{
    private static readonly FileEntry s_file = new(new Support.MemoryFile(new Support.MemoryFile.Facts(1, 1)), new FileName("file", null), 12);

    private readonly SlotTable _table = new(capacity: 1, chunk: 1, limit: 1);

    [Test]
    public void Slots_go_to_those_who_have_waited_longest()
    {
        WaiterQueue queue = Make();
        using BlockingWaiter first = Enqueue(queue, 1);
        using BlockingWaiter second = Enqueue(queue, 2);

        Assert.That(queue.Count, Is.EqualTo(2));
        Assert.That(queue.TryGrant(10));
        Assert.That((first.Result, first.Slot), Is.EqualTo((Waiter.Outcome.Granted, 10)));
        Assert.That(second.Result, Is.EqualTo(Waiter.Outcome.Waiting), "one slot wakes one");
        Assert.That(queue.TryGrant(11));
        Assert.That(second.Slot, Is.EqualTo(11));
        Assert.That(queue.TryGrant(12), Is.False);
        Assert.That(queue.Count, Is.Zero);
    }

    [Test]
    public void Only_the_first_has_to_look_for_slots()
    {
        WaiterQueue queue = Make();
        using BlockingWaiter first = new(s_file, 1);
        using BlockingWaiter second = new(s_file, 2);
        using BlockingWaiter third = new(s_file, 3);

        Assert.That(queue.Enqueue(first));
        Assert.That(queue.Enqueue(second), Is.False);
        Assert.That(queue.TryGrant(10));
        Assert.That(queue.Enqueue(third), Is.False, "the first looks for the second as well, and so for whoever comes behind it");
        Assert.That(queue.TryLeave(second) && queue.TryLeave(third));
        Assert.That(queue.Enqueue(new BlockingWaiter(s_file, 4)), "the queue was empty in between");
    }

    [Test]
    public void Those_who_want_a_window_that_is_published_are_sent_back()
    {
        WaiterQueue queue = Make();
        using BlockingWaiter other = Enqueue(queue, 1);
        using BlockingWaiter same = Enqueue(queue, 2);
        using BlockingWaiter alsoSame = Enqueue(queue, 2);

        queue.SendBack(s_file, 2);

        Assert.That(other.Result, Is.EqualTo(Waiter.Outcome.Waiting));
        Assert.That(same.Result, Is.EqualTo(Waiter.Outcome.Retry));
        Assert.That(alsoSame.Result, Is.EqualTo(Waiter.Outcome.Retry));
        Assert.That(queue.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_waiter_leaves_once_and_only_before_it_is_decided()
    {
        WaiterQueue queue = Make();
        using BlockingWaiter leaver = Enqueue(queue, 1);
        using BlockingWaiter granted = Enqueue(queue, 2);

        Assert.That(queue.TryLeave(leaver));
        Assert.That(queue.TryGrant(5));
        Assert.That(granted.Slot, Is.EqualTo(5), "who has left is passed over");
        Assert.That(queue.TryLeave(granted), Is.False);
        Assert.That(queue.Count, Is.Zero);
    }

    [Test]
    public void Closing_ends_every_wait_and_those_to_come()
    {
        WaiterQueue queue = Make();
        using BlockingWaiter before = Enqueue(queue, 1);
        queue.Close();
        using BlockingWaiter after = Enqueue(queue, 2);

        Assert.That(before.Result, Is.EqualTo(Waiter.Outcome.Closed));
        Assert.That(after.Result, Is.EqualTo(Waiter.Outcome.Closed));
        after.Sleep(CancellationToken.None);
        Assert.That(queue.Count, Is.Zero);
    }

    // SAFETY: the word is the table's, which lives as long as the tests.
    private unsafe WaiterQueue Make() => new(&_table.Signals->Attention);

    private static BlockingWaiter Enqueue(WaiterQueue queue, long window)
    {
        BlockingWaiter waiter = new(s_file, window);
        queue.Enqueue(waiter);
        return waiter;
    }
}
