namespace MappingCache.Tests.Schedules;

/// <summary>The programs that are run under all schedules.</summary>
internal static class ProgramCatalog
{
    private static readonly Setting s_one = new(Slots: 1, Windows: 4);
    private static readonly Setting s_two = new(Slots: 2, Windows: 4);
    private static readonly Setting s_three = new(Slots: 3, Windows: 4);
    private static readonly Setting s_strict = s_two with { Eviction = EvictionKind.Lru };

    public static Program TwoMissesOfOneWindow { get; } = new("two misses of one window", s_one, static c => c.Touch(0), static c => c.Touch(0)) { Preemptions = 3 };

    public static Program TwoWindowsOnOneSlot { get; } = new("two windows on one slot", s_one, static c => c.Touch(0), static c => c.Touch(1)) { Preemptions = 3 };

    public static Program HitDuringEviction { get; } = new("a hit while its window is evicted", s_one, static c => c.Touch(0), static c => c.Touch(1))
    {
        Before = static c => c.Touch(0),
        Preemptions = 3,
    };

    public static Program SecondWaiter { get; } = new(
        "two wait, and the first holds what it was granted until the second has its own",
        s_two,
        static c => Pair(c, 0, 1),
        static c =>
        {
            c.Acquire(2);
            c.Await(2, 3);
            c.Release(2);
        },
        static c => c.Touch(3));

    public static Program HeldByTwo { get; } = new(
        "whoever holds the only slot waits for another who wants the same window",
        s_one,
        static c =>
        {
            c.Acquire(0);
            c.Await(1, 0);
            c.Release(0);
        },
        static c => c.Touch(0),
        static c => c.Touch(0));

    public static Program Waiting { get; } = new("three windows on one slot", s_one, static c => c.Touch(0), static c => c.Touch(1), static c => c.Touch(2));

    public static Program Invalidation { get; } = new(
        "a window is invalidated while it is acquired",
        s_one,
        static c =>
        {
            c.Touch(0);
            c.Touch(0);
        },
        static c =>
        {
            c.Change();
            c.Invalidate();
            c.Touch(0);
        })
    {
        Preemptions = 3,
    };

    public static Program LightEviction { get; } = new("a light window while its slot is wanted", s_one, Light, static c => c.Touch(1))
    {
        Before = MakeLight,
        Preemptions = 3,
    };

    public static Program LightWaiting { get; } = new(
        "a light window for which somebody waits",
        s_one,
        Light,
        static c => c.Touch(1),
        static c => c.Touch(2))
    {
        Before = MakeLight,
    };

    public static Program LightPassedOn { get; } = new(
        "a light window while the last pin of its slot goes, for which somebody waits",
        s_one,
        Light,
        static c =>
        {
            c.Await(2, 0);
            c.Touch(1);
        },
        static c =>
        {
            c.Acquire(0);
            c.AwaitWaiter();
            c.Release(0);
        })
    {
        Before = MakeLight,
    };

    public static Program Trimming { get; } = new("a window is trimmed while it is acquired", s_one, static c => c.Touch(0), static c => c.Trim(0)) { Preemptions = 3 };

    public static IReadOnlyList<Program> All { get; } =
    [
        TwoMissesOfOneWindow,
        TwoWindowsOnOneSlot,
        HitDuringEviction,
        Waiting,
        SecondWaiter,
        HeldByTwo,
        new("the first mapping fails, and others wait for it", s_one with { FirstMapFails = true }, static c => c.Touch(0), static c => c.Touch(0), static c => c.Touch(1)),
        new("the first mapping fails while its window is invalidated", s_one with { FirstMapFails = true }, static c => c.Touch(0), static c => ChangeAndInvalidate(c), static c => c.Touch(0)),
        new("four windows on two slots", s_two, static c => c.Touch(0), static c => c.Touch(1), static c => c.Touch(2), static c => c.Touch(3)) { Preemptions = 1 },
        new("windows on two slots, in the order of strict LRU", s_strict, static c => Each(c, 0, 1), static c => Each(c, 2, 0), static c => c.Touch(1)),
        new("a waiter is cancelled, or granted a slot, or both", s_one, static c => HoldAndCancel(c, window: 0, other: 1), static c => c.Touch(1), static c => c.Touch(2)),
        new("three wait on one slot, and the first is cancelled, or finds its window mapped", s_one, static c => HoldAndCancel(c, window: 1, other: 1), static c => c.Touch(0), static c => c.Touch(1), static c => c.Touch(2)) { Preemptions = 1 },
        new("a waiter is cancelled while its window is mapped by another", s_one, static c => c.Touch(1), static c => c.Touch(1), static c => c.Cancel(1)),
        new("the first to wait finds its window mapped, or is cancelled, and the second gets the slot", s_one, static c => Each(c, 1, 0), static c => c.Touch(1), static c => c.Touch(2)) { Before = static c => c.Touch(3) },
        new("trying while all is held", s_two, static c => Pair(c, 0, 1), static c => Try(c, 2, 3)) { Preemptions = 3 },
        new("trying while others wait", s_one, static c => c.Touch(0), static c => Try(c, 1, 0), static c => c.Touch(2)),
        Trimming,
        Invalidation,
        new("a held window is invalidated, and mapped anew beside itself", s_two, static c => Pair(c, 0, 1), static c => ChangeAndInvalidate(c), static c => c.Touch(0)),
        new("a held window on the only slot is invalidated, and wanted", s_one, static c => c.Touch(0), static c => ChangeAndInvalidate(c), static c => c.Touch(0)),
        new("two invalidate the same windows", s_two, static c => ChangeAndInvalidate(c), static c => c.Invalidate(), static c => Each(c, 0, 1)) { Before = static c => Each(c, 0, 1) },
        new("a file is let go of and trimmed", s_two, static c => c.LetGoOfFile(), static c => c.Trim(0), static c => Each(c, 0, 1)) { Before = static c => Each(c, 0, 1) },
        new("the last handle goes while windows are held", s_one, static c => HoldAndCloseFile(c), static c => c.LetGoOfFile(), static c => c.Trim(0)) { Before = static c => c.Touch(0) },
        new("fewer slots, and more again", s_two, static c => Each(c, 0, 1), static c => DownAndUp(c), static c => c.Touch(2)) { Before = static c => Each(c, 0, 1) },
        new("two resize", s_three, static c => c.Resize(1), static c => c.Resize(2), static c => Each(c, 0, 1)) { Before = static c => Each(c, 2, 3) },
        new("a resize that waits is cancelled", s_two, static c => c.Touch(0), static c => c.Touch(1), static c => c.Resize(1), static c => c.Cancel(2)) { Preemptions = 1 },
        new("the cache is closed while windows are held", s_two, static c => Pair(c, 0, 1), static c => c.Close(), static c => c.Touch(0)),
        new("the cache is closed while somebody waits", s_one, static c => c.Touch(0), static c => c.Close(), static c => c.Touch(1)),
        new("the cache is closed while it is resized", s_two, static c => Each(c, 0, 1), static c => c.Close(), static c => c.Resize(1)),
        LightEviction,
        LightWaiting,
        LightPassedOn,
        new("two hold a window lightly while its slot is wanted", s_one, Light, Light, static c => c.Touch(1)) { Before = MakeLight },
        new("a light window is shared while its slot is wanted", s_one, LightAndShare, static c => c.Touch(1)) { Before = MakeLight, Preemptions = 3 },
        new("a light window is shared while it is invalidated", s_two, LightAndShare, static c => ChangeAndInvalidate(c), static c => c.Touch(0)) { Before = MakeLight },
        new("a light window while its file is let go of", s_one, Light, static c => c.LetGoOfFile(), static c => c.Touch(0)) { Before = MakeLight },
        new("a light window while the cache is trimmed", s_two, Light, static c => c.Trim(0), static c => c.Touch(1)) { Before = MakeLight },
        new("a light window while the cache is closed", s_one, Light, static c => c.Close(), static c => c.Touch(1)) { Before = MakeLight },
        new("a light window while its slot goes out of service", s_two, Light, static c => DownAndUp(c), static c => c.Touch(1)) { Before = MakeLight },
        new("the first light windows of two threads", s_one, Light, Light) { Before = static c => c.Touch(0), Preemptions = 3 },
    ];

    // The first to want a light window of it leaves a light bit in its entry, which the threads then find.
    private static void MakeLight(Client<Scheduled> client)
    {
        client.Touch(0);
        Light(client);
    }

    private static void Light(Client<Scheduled> client)
    {
        client.AcquireLight(0);
        client.Release(0);
    }

    private static void HoldAndCloseFile(Client<Scheduled> client)
    {
        client.Acquire(0);
        client.CloseFile();
        client.Release(0);
    }

    private static void LightAndShare(Client<Scheduled> client)
    {
        client.AcquireLight(0);
        client.Share(0);
        client.Release(0);
    }

    private static void Each(Client<Scheduled> client, int first, int second)
    {
        client.Touch(first);
        client.Touch(second);
    }

    private static void Pair(Client<Scheduled> client, int first, int second)
    {
        client.Acquire(first);
        client.TryAcquire(second);
        client.Release(first);
        client.Release(second);
    }

    private static void Try(Client<Scheduled> client, int first, int second)
    {
        client.TryAcquire(first);
        client.TryAcquire(second);
        client.Release(first);
        client.Release(second);
    }

    private static void HoldAndCancel(Client<Scheduled> client, int window, int other)
    {
        client.Acquire(window);
        client.Cancel(other);
        client.Release(window);
    }

    private static void ChangeAndInvalidate(Client<Scheduled> client)
    {
        client.Change();
        client.Invalidate();
    }

    private static void DownAndUp(Client<Scheduled> client)
    {
        client.Resize(1);
        client.Resize(2);
    }
}
