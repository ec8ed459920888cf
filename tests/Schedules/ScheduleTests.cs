using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>The product under every schedule of some programs, within their bounds of preemptions. That the exploration finds what is wrong is shown by <see cref="BrokenTwinTests"/>, which come first by their name.</summary>
public sealed class ScheduleTests
{
    [TestCaseSource(typeof(ProgramCatalog), nameof(ProgramCatalog.All))]
    public void Under_every_schedule_the_cache_does_what_it_promises(object program)
    {
        using Explorer explorer = new();
        Report report = explorer.Explore((Program)program);
        TestContext.Out.WriteLine(report);
        Assert.That(report.Failure, Is.Null);
        Assert.That(report.IsExhaustive);
    }
}
