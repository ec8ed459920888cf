namespace MappingCache.Tests.Schedules;

/// <summary>A cache, or a client of one, that is broken on purpose.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="Program">A program that shows it.</param>
/// <param name="Symptom">How.</param>
internal sealed record Twin(string Name, Program Program, string Symptom)
{
    public override string ToString() => Name;

    /// <summary>A cache that leaves a step out.</summary>
    public static Twin Without(SchedulePoint step, string name, Program program, string symptom) =>
        new(name, program with { Twin = _ => point => point != step }, symptom);
}
