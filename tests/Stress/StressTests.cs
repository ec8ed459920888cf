using System.Globalization;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Stress;

/// <summary>The product under stress, for twenty seconds unless MAPPINGCACHE_STRESS_SECONDS says otherwise. That the run can fail is shown by <see cref="BrokenTwinTests"/>.</summary>
public sealed class StressTests
{
    internal static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("MAPPINGCACHE_STRESS_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 20);

    // For what is counted: two seconds with two processors, and more where the system is slower.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    [Test]
    public void Eight_threads_on_sixteen_slots_get_what_their_files_hold([Values] EvictionKind eviction) =>
        Passes(new StressOptions(Seed(), Duration) { Eviction = eviction });

    [Test]
    public void Ten_thousand_remaps_of_each_of_eight_threads_on_sixteen_slots_show_what_the_files_hold()
    {
        const int Remaps = 10_000;
        StressOptions options = new(Seed(), s_longest) { Threads = 8, Slots = 16, Remaps = Remaps };
        StressResult result = Passes(options);
        Assert.That(result.Statistics.Remaps, Is.GreaterThanOrEqualTo(options.Threads * Remaps));
    }

    [Test]
    public void So_do_eight_threads_on_a_handful_of_slots([Values(1, 2, 3)] int slots) =>
        Passes(new StressOptions(Seed(), Duration / 4) { Slots = slots });

    [TestCase(1, 4, 3)]
    [TestCase(2, 4, 8)]
    [TestCase(3, 4, 8)]
    [TestCase(16, 20, 8)]
    [NotUnderWine(Wine.NoBarrier)]
    public void So_do_they_when_most_windows_are_light(int slots, int files, int threads)
    {
        StressResult result = Passes(new StressOptions(Seed(), Duration / 4) { Slots = slots, Files = files, Threads = threads, Light = 0.9 });
        Assert.That(result.Statistics.LightHits, Is.Positive);
    }

    [Test]
    [NotUnderWine(Wine.NoBarrier)]
    public void So_do_they_when_one_barrier_serves_many_claims()
    {
        StressResult result = Run<NoSchedule>(new StressOptions(Seed(), Duration / 4) { Slots = 256, Light = 0.5 });
        Assert.That(result.Wrong, Is.Empty);
        Assert.That(result.Statistics, Has.Property(nameof(CacheStatistics.LightHits)).Positive.And.Property(nameof(CacheStatistics.Evictions)).GreaterThan(256));
    }

    internal static int Seed()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        return seed;
    }

    private static StressResult Passes(StressOptions options)
    {
        StressResult result = Run<NoSchedule>(options);
        Assert.That(result.Wrong, Is.Empty);
        Assert.That(result.Statistics, Has.Property(nameof(CacheStatistics.Hits)).Positive.And.Property(nameof(CacheStatistics.Evictions)).Positive);
        Assert.That(result.Statistics.Waits, Is.Positive, "a run in which nobody waited shows nothing about waiting");
        return result;
    }

    internal static StressResult Run<TSchedule>(StressOptions options)
        where TSchedule : struct, ISchedulePoints
    {
        using StressFiles files = new(options.Files, options.WindowSize, new Random(options.Seed));
        using StressRun<TSchedule> run = new(options, files);
        StressResult result = run.Run();
        TestContext.Out.WriteLine(result);
        return result;
    }
}
