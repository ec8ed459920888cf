using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Stress;

/// <summary>Light windows against eviction, with the product and with twins that must be caught.</summary>
[NotUnderWine(Wine.NoBarrier)]
public sealed class LightLitmusTests
{
    // A fraction of a second with two processors, and more where others use them too.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    [Test]
    public void A_light_window_never_changes_while_it_is_held()
    {
        LightLitmus<NoSchedule> litmus = Run<NoSchedule>(StressTests.Duration / 4);
        Assert.That(litmus.Changed, Is.Zero);
        Assert.That(litmus.Remaps, Is.GreaterThan(100), "a run without remaps shows nothing");
    }

    [Test]
    public void A_cache_that_evicts_light_windows_is_caught() => Assert.That(Run<EvictsLightWindows>(s_longest).Changed, Is.Positive);

    [Test]
    public void A_cache_whose_claims_pass_no_barrier_is_caught() => Assert.That(Run<PassesNoBarrier>(s_longest).Changed, Is.Positive);

    [Test]
    public void A_cache_whose_claims_leave_the_light_bit_is_caught() => Assert.That(Run<LeavesLightBit>(s_longest).Changed, Is.Positive);

    private static LightLitmus<TSchedule> Run<TSchedule>(TimeSpan longest)
        where TSchedule : struct, ISchedulePoints
    {
        LightLitmus<TSchedule> litmus = new(longest);
        litmus.Run();
        TestContext.Out.WriteLine($"{litmus.Held:N0} times held, {litmus.Remaps:N0} remaps, {litmus.Changed:N0} changes seen");
        return litmus;
    }
}
