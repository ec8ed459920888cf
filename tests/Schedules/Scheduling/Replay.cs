namespace MappingCache.Tests.Schedules;

/// <summary>Takes the decisions of a schedule that was written down.</summary>
internal sealed class Replay(Schedule schedule) : ISteering
{
    public int? Choose(int step, int able, int? current) =>
        step < schedule.Steps.Count && (able & (1 << schedule.Steps[step].Thread)) != 0 ? schedule.Steps[step].Thread : null;
}
