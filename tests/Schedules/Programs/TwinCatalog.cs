using static MappingCache.Tests.Schedules.ProgramCatalog;

namespace MappingCache.Tests.Schedules;

/// <summary>The twins that schedules must catch, each within the bound of its program.</summary>
internal static unsafe class TwinCatalog
{
    // SAFETY (whole type): slots are those that the engine has taken, whose lines live as long as it does.

    private const string Stuck = "nobody can go on";
    private const string Foreign = "does not show window";

    public static IReadOnlyList<Twin> All { get; } =
    [
        Twin.Without(SchedulePoint.LookAgain, "the first to wait does not look at the slots again", TwoWindowsOnOneSlot, Stuck),
        new("the first to wait stops looking once somebody is served", SecondWaiter with { Preemptions = 3, Twin = StopsOnceServed }, Stuck),
        Twin.Without(SchedulePoint.Queued, "a waiter does not look whether its window was published", HeldByTwo, Stuck),
        Twin.Without(SchedulePoint.SendBack, "whoever publishes a window does not send its waiters back", HeldByTwo, Stuck),
        Twin.Without(SchedulePoint.LookForWaiters, "the last release does not look for waiters", TwoWindowsOnOneSlot, Stuck),
        Twin.Without(SchedulePoint.WakeFollowers, "followers of a mapping are not woken", TwoMissesOfOneWindow, Stuck),
        Twin.Without(SchedulePoint.Map, "a window is given out without being mapped", TwoMissesOfOneWindow, Foreign),
        new("a window is Ready before it is mapped", TwoMissesOfOneWindow with { Twin = ReadyBeforeMapped }, Foreign),
        Twin.Without(SchedulePoint.ClearEntry, "the entry of an evicted window is not cleared", TwoWindowsOnOneSlot, "which does not map it"),
        Twin.Without(SchedulePoint.Detach, "an invalidated window is not marked Detached", Invalidation, "counts 0 windows, but has 1 entries"),
        Twin.Without(SchedulePoint.PushFree, "a free slot is lost to the free list", Invalidation, Stuck),
        Twin.Without(SchedulePoint.Unmap, "what is let go of stays mapped", Trimming, "maps the file, but no window"),
        Twin.Without(SchedulePoint.Serve, "a slot that becomes free is not offered to waiters", Invalidation, Stuck),
        Twin.Without(SchedulePoint.LightForbid, "the light bit is left in the entry of a claimed slot", LightPassedOn, Foreign),
        Twin.Without(SchedulePoint.LookForLight, "a claimant does not look for light windows", LightPassedOn, Foreign),
        Twin.Without(SchedulePoint.LightEnded, "the end of a light window does not look for waiters", LightWaiting, Stuck),
        new("a slot's generation is not moved on", HitDuringEviction with { Twin = KeepsGeneration }, Foreign),
        new("an invalidation does nothing", Invalidation with { Setting = Invalidation.Setting with { Flaw = Flaw.InvalidatesNothing } }, "shows is in no order"),
        new("a client has given back what it still holds", TwoWindowsOnOneSlot with { Setting = TwoWindowsOnOneSlot.Setting with { Flaw = Flaw.ReleasesEarly } }, "who holds the slots is in no order"),
        new("a client unpins twice", TwoWindowsOnOneSlot with { Threads = [UnpinsTwice, TwoWindowsOnOneSlot.Threads[1]] }, Stuck),
    ];

    // Others may have queued up behind it since, and rely on its look.
    private static Func<SchedulePoint, bool> StopsOnceServed(CacheEngine<Scheduled> engine)
    {
        int waiting = 0;
        return point =>
        {
            waiting = point == SchedulePoint.LookAgain ? engine.Supply.Waiters.Count : waiting;
            return point != SchedulePoint.LookAtSlot || engine.Supply.Waiters.Count >= waiting;
        };
    }

    private static Func<SchedulePoint, bool> ReadyBeforeMapped(CacheEngine<Scheduled> engine) => point =>
    {
        if (point == SchedulePoint.SendBack && engine.Slots[0]->State.Phase == SlotPhase.Mapping)
        {
            _ = engine.Slots[0]->MapDone();
        }

        return true;
    };

    private static Func<SchedulePoint, bool> KeepsGeneration(CacheEngine<Scheduled> engine) => point =>
    {
        // The slot's one word stands at the start of its line.
        if (point == SchedulePoint.BeginMap && engine.Slots[0]->State.Generation > 0)
        {
            *(ulong*)engine.Slots[0] -= 1UL << MappingCache.SlotState.GenerationShift;
        }

        return true;
    };

    private static void UnpinsTwice(Client<Scheduled> client)
    {
        client.Acquire(0);
        client.ReleaseTwice(0);
    }
}
