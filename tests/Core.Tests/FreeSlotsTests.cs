using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class FreeSlotsTests
{
    [Test]
    public void The_last_pushed_is_the_first_popped()
    {
        FreeSlots free = Create(4, out _);
        free.Push(2);
        free.Push(0);

        Assert.That(free.Quiet(), Is.EqualTo((int[])[0, 2]));
        Assert.That(free.TryPop(out int first) && first == 0);
        Assert.That(free.TryPop(out int second) && second == 2);
        Assert.That(free.TryPop(out _), Is.False);
    }

    [Test]
    public void The_last_slot_that_there_can_be_is_listed_as_itself()
    {
        const int Last = DirectoryEntry.MaxSlots - 1;
        SlotTable table = new(DirectoryEntry.MaxSlots, DirectoryEntry.MaxSlots, DirectoryEntry.MaxSlots);
        FreeSlots free = new(table);
        free.Push(Last);

        Assert.That(free.TryPop(out int popped) && popped == Last);
        Assert.That(free.TryPop(out _), Is.False);
        GC.KeepAlive(table);
    }

    [Test]
    public void Threads_that_push_and_pop_never_share_or_lose_a_slot()
    {
        const int Slots = 5;
        const int Threads = 4;
        const int Rounds = 200_000;
        FreeSlots free = Create(Slots, out SlotTable table);
        int[] owners = new int[Slots];
        for (int slot = 0; slot < Slots; slot++)
        {
            free.Push(slot);
        }

        Parallel.For(0, Threads, thread =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (free.TryPop(out int slot))
                {
                    if (Interlocked.Exchange(ref owners[slot], thread + 1) != 0)
                    {
                        throw new InvalidOperationException($"slot {slot} was popped twice");
                    }

                    Volatile.Write(ref owners[slot], 0);
                    free.Push(slot);
                }
            }
        });

        Assert.That(free.Quiet(), Is.EquivalentTo(Enumerable.Range(0, Slots)));
        GC.KeepAlive(table);
    }

    private static FreeSlots Create(int slots, out SlotTable table)
    {
        table = new SlotTable(slots, slots, slots);
        Assert.That(table.TryGrow(out _, out _));
        return new FreeSlots(table);
    }
}
