using System.Globalization;

namespace MappingCache.Tests.Schedules;

/// <summary>What came of exploring a program.</summary>
/// <param name="Program">The program.</param>
/// <param name="Runs">How many schedules were run.</param>
/// <param name="IsExhaustive">Whether those are all within the bound.</param>
/// <param name="Failure">The first run that went wrong.</param>
internal sealed record Report(Program Program, int Runs, bool IsExhaustive, Failure? Failure)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Program}: {Runs:N0} schedules, {(IsExhaustive ? "all" : "not all")} of those with at most {Program.Preemptions} preemptions; {(Failure is null ? "nothing wrong" : $"{Failure.What}\nschedule: {Failure.Schedule}")}");
}
