using System.Diagnostics;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

public sealed class ScheduleTests
{
    [TestCaseSource(typeof(ProgramCatalog), nameof(ProgramCatalog.All))]
    public void Under_every_schedule_the_program_gets_what_the_cache_promises(object program)
    {
        using Explorer explorer = new();
        Stopwatch clock = Stopwatch.StartNew();
        Report report = explorer.Explore((Program)program, 40000);
        TestContext.Progress.WriteLine($"{report} ({clock.Elapsed.TotalSeconds:F1} s)");
        Assert.That(report.Failure, Is.Null);
    }
}
