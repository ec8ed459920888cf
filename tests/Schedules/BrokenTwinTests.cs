using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>Caches and clients that are broken on purpose: <see cref="ScheduleTests"/> show something only if the same exploration catches every one of them.</summary>
public sealed class BrokenTwinTests
{
    [TestCaseSource(typeof(TwinCatalog), nameof(TwinCatalog.All))]
    public void Some_schedule_catches_it_and_its_replay_does_again(object broken)
    {
        Twin twin = (Twin)broken;
        using Explorer explorer = new();
        Report report = explorer.Explore(twin.Program);
        TestContext.Out.WriteLine(report);

        Assert.That(report.Failure?.What, Is.Not.Null.And.Contain(twin.Symptom), "the exploration must be able to fail");
        Assert.That(explorer.Run(twin.Program, new Replay(Schedule.Parse(report.Failure!.Schedule))), Is.EqualTo(report.Failure), "the schedule as text makes the same run");
    }
}
