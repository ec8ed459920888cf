namespace MappingCache.Model;

/// <summary>What is explored.</summary>
internal static class Configurations
{
    /// <summary>Explored with the tests. Every step of the protocol is taken in one of them.</summary>
    public static IReadOnlyList<Configuration> Short { get; } =
    [
        new("one-slot", 1, "00", "A0 R A1 R | A1 R A0 R"),
        new("one-slot-three", 1, "00", "A0 R | A1 R | A0 R"),
        new("cancel-and-fail", 1, "00", "A0 R | A1 R | A0 R") { Cancels = "1", MapFails = true },
        new("try", 1, "00", "A0 R | Y1 R Y0 R | A1 R"),
        new("uses", 2, "000", "A2 R | F A0 R") { CountsUses = true, Preload = 2 },
        new("invalidate", 1, "0", "A0 R A0 R | I0 A0 R"),
        new("copies", 1, "0", "A0 R A0 R | V0 A0 R") { IsCopied = true },
        new("first-leaves", 2, "000", "A0 A1 R R | A0 R | A2 R"),
        new("grow", 2, "00", "A0 R | G | A1 R") { Taken = 1, Limit = 1 },
        new("shrink-grow", 2, "00", "A0 R | S G | A1 R"),
        new("shrink-limit", 2, "00", "A0 R | S | A1 R") { Taken = 1 },
        new("unmap-fails", 2, "00", "A0 R | I0 | S") { Preload = 2, UnmapFails = true },
        new("trim", 2, "000", "A0 R | D | A2 R") { Preload = 2 },
        new("behind", 1, "00", "A0 R | B0 A1 R") { Preload = 1 },
        new("close", 1, "00", "A0 R | A1 R | X"),
        new("poison", 1, "00", "A0 E R | A0 R | A1 R") { Preload = 1 },
        new("poison-evict", 1, "00", "A0 E R A0 R | A1 R") { Preload = 1 },
        new("poison-invalidate", 1, "0", "A0 E R | I0 A0 R") { Preload = 1 },
        new("poison-close", 1, "0", "A0 E R | X") { Preload = 1 },
        new("poison-light", 1, "0", "T0 E R | T0 R") { Preload = 1, IsAdmitted = true },
        new("poison-light-claim", 1, "00", "T0 E R | D | A0 R") { Preload = 1, IsAdmitted = true },
        new("lease", 1, "0", "A0 R A0 R | W0") { Preload = 1 },
        new("lease-followers", 1, "0", "A0 R | A0 R | W0"),
        new("lease-evict", 1, "01", "A0 R | A1 R | W0"),
        new("lease-writers", 1, "0", "A0 R | W0 | W0") { IsUnleased = true },
        new("lease-light", 1, "0", "L0 R | W0") { Preload = 1, IsAdmitted = true },
        new("lease-light-claim", 1, "00", "T0 R | D | W0") { Preload = 1, IsAdmitted = true },
        new("light", 1, "00", "A0 R L0 R | A1 R"),
        new("light-waiters", 1, "000", "T0 R | A1 R | A2 R") { Preload = 1, IsAdmitted = true },
        new("light-close", 1, "0", "L0 R | X") { Preload = 1 },
        new("light-places", 2, "000", "T0 T1 R R | A2 R") { Preload = 2, Places = 2, IsAdmitted = true },
        new("light-share", 1, "00", "L0 P R | A1 R") { Preload = 1 },
        new("light-behind", 1, "00", "T0 R | B0 | A1 R") { Preload = 1, IsAdmitted = true },
        new("light-detached", 1, "0", "L0 R | I0 | U A0 R") { Preload = 1, IsAdmitted = true },
        new("light-spares", 3, "0000", "T0 R | A3 R") { Preload = 3, Claims = 2, IsAdmitted = true },
        new("light-spares-wanted", 2, "0000", "T0 R | A2 R | A3 R") { Preload = 2, Claims = 2, IsAdmitted = true },
    ];

    /// <summary>All.</summary>
    public static IEnumerable<Configuration> All => Long.Concat(Short);

    /// <summary>Explored at length, the largest first, so that two at a time come to their ends together.</summary>
    public static IReadOnlyList<Configuration> Long { get; } =
    [
        new("light-invalidate-four", 1, "00", "T0 R | I0 | A1 R | A1 R") { Preload = 1, IsAdmitted = true },
        new("light-two-slots", 2, "000", "L0 R L1 R | A2 R | A2 R") { Preload = 2, IsAdmitted = true },
        new("light-four", 1, "0000", "T0 R | A1 R | A2 R | A3 R") { Preload = 1, IsAdmitted = true },
        new("close-waiters", 1, "000", "A0 R | A1 R | A2 R | X") { Preload = 1 },
        new("one-slot-four", 1, "00", "A0 R | A1 R | A0 R | A1 R") { Cancels = "1" },
        new("two-slots-four", 2, "0000", "A0 R | A1 R | A2 R | A3 R") { Preload = 2 },
        new("two-slots-uses", 2, "000", "A0 R A1 R | A2 R | A0 R") { CountsUses = true },
        new("light-two-readers", 1, "00", "L0 R | L0 R | A1 R A0 R") { Preload = 1 },

        new("one-slot-fail", 1, "00", "A0 R | A0 R | A1 R") { MapFails = true },
        new("one-slot-cancel", 1, "00", "A0 R | A1 R | A0 R") { Cancels = "12" },
        new("two-slots", 2, "000", "A0 R A1 R | A1 R A2 R"),
        new("two-slots-three", 2, "000", "A0 R | A1 R | A2 R A0 R"),
        new("three-waiters", 1, "0000", "A0 R | A1 R | A2 R | A3 R") { Preload = 1, Cancels = "123" },
        new("first-is-resize", 2, "000", "A0 R | A1 R | S | A2 R") { Preload = 2, Cancels = "2" },
        new("first-is-cancelled", 2, "0000", "A1 A0 R R | A2 R | A3 R") { Preload = 2, Cancels = "12" },
        new("first-leaves-cancelled", 2, "000", "A0 A1 R R | A0 R | A2 R") { Cancels = "12" },
        new("trim-two", 2, "000", "A0 R A2 R | D D | A1 R") { Preload = 2 },
        new("behind-two", 2, "000", "A0 R | B0 A2 R | A1 R D") { Preload = 2 },

        new("invalidate-two", 2, "00", "A0 R A1 R | I0 | A0 R"),
        new("invalidate-twice", 2, "0", "A0 R A0 R | I0 | I0 A0 R"),
        new("invalidate-fail", 1, "0", "A0 R | I0 A0 R | A0 R") { Cancels = "2", MapFails = true },
        new("invalidate-evict", 1, "01", "A0 R | I0 | A1 R"),
        new("copies-three", 1, "00", "A0 R | V0 A0 R | A1 R A0 R") { IsCopied = true },
        new("copies-fail", 2, "0", "A0 R A0 R | V0 A0 R | I0") { IsCopied = true, MapFails = true },

        new("shrink", 2, "00", "A0 R A1 R | S A0 R | A1 R"),
        new("shrink-two", 3, "00", "A0 R | S | S A1 R") { Cancels = "1" },
        new("shrink-grow-two", 2, "00", "A0 R A1 R | S G | A1 R"),
        new("grow-two", 3, "000", "A0 R | G A1 R | A2 R G") { Taken = 1, Limit = 1 },
        new("grow-chunk", 3, "000", "A0 A1 R R | A1 R | A2 R") { Taken = 1, Chunk = 2 },
        new("grow-retired", 2, "00", "A0 R | G | A1 R") { Retired = 1 },
        new("grow-shrink", 2, "000", "A0 R A1 R | S | G A2 R") { Taken = 1 },

        new("close-two", 2, "00", "A0 R A1 R | A1 R | X"),
        new("close-two-files", 2, "01", "A0 R A1 R | A1 R | X"),
        new("close-fail", 1, "00", "A0 R | A1 R | X") { MapFails = true, Cancels = "1" },
        new("close-shrink", 2, "00", "A0 R | S A1 R | X"),
        new("close-grow", 2, "00", "A0 R A1 R | G | X") { Taken = 1, Limit = 1 },
        new("close-twice", 1, "00", "A0 R | X | X A1 R"),

        new("light-three", 1, "00", "A0 R L0 R | A1 R | A0 R"),
        new("light-places-two", 2, "000", "L0 L1 R R | A2 R | A0 R") { Preload = 2, Places = 2 },
        new("light-overflow", 2, "000", "L0 L1 R R | A2 R") { Preload = 2 },
        new("light-share-invalidated", 1, "00", "L0 P R | A1 R | I0") { Preload = 1 },
        new("light-invalidate", 1, "00", "L0 R L0 R | I0 | A1 R") { Preload = 1 },
        new("light-detached-two", 1, "00", "L0 R | I0 U A0 R | A1 R") { Preload = 1 },
        new("light-fail", 1, "000", "L0 R | A1 R | A2 R") { Preload = 1, MapFails = true },
        new("light-cancel", 1, "000", "A0 R L0 R | A1 R | A2 R") { Cancels = "1" },
        new("light-shrink", 2, "000", "L0 R | S A1 R | A2 R") { Preload = 2 },
        new("light-grow", 2, "00", "L0 R | S G | A1 R") { Preload = 1 },
        new("light-uses", 2, "000", "L1 R | A0 R | A2 R") { Preload = 2, CountsUses = true },
        new("light-trim", 2, "000", "L0 R L0 R | D | A2 R") { Preload = 2 },
        new("light-close-evict", 1, "00", "L0 R | A1 R | X") { Preload = 1 },
        new("light-close-admit", 1, "0", "L0 R | L0 R | X") { Preload = 1 },
        new("light-behind-close", 1, "00", "L0 R | B0 A1 R | X") { Preload = 1 },
        new("light-spares-two", 3, "0000", "L0 R | A3 R | A1 R") { Preload = 3, Claims = 2, IsAdmitted = true },
        new("light-spares-close", 3, "0000", "T0 R | A3 R | X") { Preload = 3, Claims = 2, IsAdmitted = true },
    ];
}
