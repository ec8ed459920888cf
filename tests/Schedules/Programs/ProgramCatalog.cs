namespace MappingCache.Tests.Schedules;

/// <summary>The programs that are run under all schedules.</summary>
internal static class ProgramCatalog
{
    public static IReadOnlyList<Program> All { get; } =
    [
        new("two misses of one window", new Setting(Slots: 1, Windows: 2), c => c.Touch(0), c => c.Touch(0)) { Preemptions = 3 },
        new("two windows on one slot", new Setting(Slots: 1, Windows: 2), c => c.Touch(0), c => c.Touch(1)) { Preemptions = 3 },
        new("three windows on one slot", new Setting(Slots: 1, Windows: 3), c => c.Touch(0), c => c.Touch(1), c => c.Touch(2)),
    ];
}
