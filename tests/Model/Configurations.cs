namespace MappingCache.Model;

/// <summary>What is explored.</summary>
internal static class Configurations
{
    /// <summary>Explored with the tests.</summary>
    public static IReadOnlyList<Configuration> Short { get; } =
    [
        new("one-slot", 1, "00", "A0 R A1 R | A1 R A0 R"),
        new("one-slot-three", 1, "00", "A0 R | A1 R | A0 R"),
    ];

    /// <summary>Explored at length.</summary>
    public static IReadOnlyList<Configuration> Long { get; } =
    [
        new("one-slot-fail", 1, "00", "A0 R | A0 R | A1 R") { MapFails = true },
        new("two-slots", 2, "000", "A0 R A1 R | A1 R A2 R"),
    ];
}
