using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Stress;

/// <summary>The stress run of <see cref="StressTests"/> on caches and clients that are broken on purpose: it must catch every one of them.</summary>
public sealed class BrokenTwinTests
{
    // A second or two with two processors, and more where others use them too.
    private static readonly TimeSpan s_longestTwin = TimeSpan.FromMinutes(1);

    [Test]
    [LinuxOnly("on Windows a slot that is remapped has no mapping for a moment, and whoever still reads it ends the process")]
    public void A_client_that_unpins_too_many_is_caught() =>
        Catches<NoSchedule>(new StressOptions(StressTests.Seed(), s_longestTwin) { Client = StressClient.UnpinsTooMany });

    [Test]
    public void A_client_that_unpins_too_few_is_caught() =>
        Catches<NoSchedule>(new StressOptions(StressTests.Seed(), TimeSpan.FromSeconds(2)) { Client = StressClient.UnpinsTooFew });

    [Test]
    public void A_cache_that_forgets_to_wake_is_caught() =>
        Catches<ForgetsToWake>(new StressOptions(StressTests.Seed(), TimeSpan.FromSeconds(1)) { Slots = 1 }, "1 of 1 slots could be had");

    [Test]
    public void A_cache_that_forgets_to_clear_an_entry_is_caught() => Catches<ForgetsToClear>(new StressOptions(StressTests.Seed(), TimeSpan.FromSeconds(1)));

    [Test]
    public void A_cache_that_gives_out_a_window_before_it_is_mapped_is_caught() => Catches<ReadsBeforeMapped>(new StressOptions(StressTests.Seed(), s_longestTwin), "does not hold");

    private static void Catches<TSchedule>(StressOptions options, string symptom = "")
        where TSchedule : struct, ISchedulePoints
    {
        StressResult result = StressTests.Run<TSchedule>(options with { Sound = false });
        Assert.That(string.Join('\n', result.Wrong), Is.Not.Empty.And.Contain(symptom), "the run must be able to fail");
    }
}
