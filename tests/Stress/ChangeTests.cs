using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Stress;

/// <summary>The product, resized, trimmed, invalidated and maintained under load, after broken twins have shown that the run can fail.</summary>
public sealed class ChangeTests
{
    private const int FileCount = 12;

    // A system that answers slowly, as Wine does, gives the readers hardly anything in a fraction of a second.
    private const int Least = 1_000;

    // Under Wine without light windows, for which its system lacks a barrier.
    private static readonly double s_light = Wine.IsRunning ? 0 : 0.5;

    private static readonly ChangeStep[] s_all = Enum.GetValues<ChangeStep>();

    [Test]
    public void A_cache_that_forgets_to_unmap_what_it_lets_go_is_caught() =>
        Catches<ForgetsToUnmap>("should map nothing", Least, s_all);

    [Test]
    public void A_cache_that_clears_an_entry_without_marking_its_slot_is_caught() =>
        Catches<ForgetsToMark>("windows, but has 0 entries", Least, s_all);

    // Who wants such a window spins, so hardly any are acquired.
    [Test]
    public void A_shrink_that_forgets_to_clear_the_entries_of_its_slots_is_caught() =>
        Catches<ForgetsToClear>("which does not map it", least: 0, ChangeStep.Resize);

    [Test]
    public void A_cache_that_is_changed_while_it_is_used_gives_what_the_files_hold([Values] EvictionKind eviction, [Values(1, 3)] int slots)
    {
        StressOptions options = new(StressTests.Seed(), StressTests.Duration / 4) { Eviction = eviction, Slots = slots, Least = Least, Light = s_light };
        using StressFiles files = Files(options);
        using ChangeRun<NoSchedule> run = new(options, files, s_all);
        StressResult result = run.Run();
        TestContext.Out.WriteLine($"{result}; steps: {string.Join(", ", run.Steps)}");

        Assert.That(result.Wrong, Is.Empty);
        Assert.That(result.Statistics.LightHits, eviction == EvictionKind.Clock && s_light > 0 ? Is.Positive : Is.Zero);
        Assert.That(run.Steps, Is.All.GreaterThan(10), "a run in which nothing was changed shows nothing");
        Assert.That(result.Statistics, Has.Property(nameof(CacheStatistics.Hits)).Positive.And.Property(nameof(CacheStatistics.LetGo)).Positive.And.Property(nameof(CacheStatistics.Waits)).Positive);
    }

    private static void Catches<TSchedule>(string symptom, int least, params ChangeStep[] changes)
        where TSchedule : struct, ISchedulePoints
    {
        StressOptions options = new(StressTests.Seed(), TimeSpan.FromSeconds(0.5)) { Slots = 3, Sound = false, Least = least, Light = s_light };
        using StressFiles files = Files(options);
        using ChangeRun<TSchedule> run = new(options, files, changes);
        StressResult result = run.Run();
        TestContext.Out.WriteLine(result);
        Assert.That(string.Join('\n', result.Wrong), Is.Not.Empty.And.Contain(symptom), "the run must be able to fail");
    }

    private static StressFiles Files(StressOptions options) => new(FileCount, options.WindowSize, new Random(options.Seed));
}
