using MappingCache.HitRatio;
using MappingCache.HitRatio.Policies;

namespace MappingCache.Tests.HitRatio;

public sealed class PolicyTests
{
    private const int Requests = 5_000;
    private const int Keys = 400;
    private static readonly int[] s_slots = [1, 2, 3, 17, 100, Keys];

    [Test]
    public void There_are_the_cache_itself_and_others_beside_it_without_any_list_of_them()
    {
        Assert.That(PolicyCatalog.All.Select(static policy => policy.Name), Is.EqualTo((string[])["Clock", "Lru", "CLOCK-2bit", "FIFO", "S3-FIFO", "SIEVE", "OPT"]));
        Assert.That(Found.All<IKind>(), Has.Count.EqualTo(1).And.All.InstanceOf<OfThatKind>(), "a class that says what it is, in a file of its own, is found");
    }

    [Test]
    public void The_cache_and_the_simulators_decide_as_naive_ones_do()
    {
        Random random = Traces.NewRandom();
        foreach (int slots in s_slots)
        {
            Assert.That(Differences(Traces.Random(random, Requests, Keys), slots, new NaiveLru(), new NaiveClock(), new NaiveFifo(), new NaiveBelady()), Is.Empty);
        }
    }

    [Test]
    public void The_cache_takes_its_last_patient_step_as_the_naive_clock_does()
    {
        // All windows used as often as is counted, in a cache with more slots than patience: the sweeps give up.
        const int Slots = 3 * ClockEviction.MostPatience;
        long[] all = [.. Enumerable.Range(0, Slots).Select(static key => (long)key)];
        Trace trace = Trace.Of("used", [.. all, .. all, .. all, .. all, .. all.Take(50).Select(static key => key + Slots), .. all], areAddresses: false);

        Assert.That(Differences(trace, Slots, new NaiveClock()), Is.Empty);
        Assert.That(new Clock().Walk(trace, Slots).Sweeps!.Value.Longest, Is.EqualTo(ClockEviction.MostPatience + 1));
    }

    [TestCase("Lru")]
    [TestCase("Clock")]
    [TestCase("OPT")]
    public void A_fifo_that_poses_as_another_is_exposed(string name)
    {
        Random random = Traces.NewRandom();

        Assert.That(Differences(Traces.Random(random, Requests, Keys), 100, new NaiveFifo(name)), Has.Length.EqualTo(1).And.Some.StartWith($"{name}: "));
    }

    [Test]
    public void Opt_has_as_many_hits_as_any_choice_could()
    {
        Random random = Traces.NewRandom();
        for (int round = 0; round < 200; round++)
        {
            Trace trace = Traces.Random(random, requests: 24, keys: 8);
            int slots = 1 + random.Next(5);
            Assert.That(new Belady().Walk(trace, slots).Hits, Is.EqualTo(BestHits.Of(trace, slots)), $"round {round}, {slots} slots: {string.Join(' ', trace.Requests)}");
        }
    }

    [Test]
    public void A_belady_that_keeps_what_is_wanted_last_falls_short_of_the_best_choice()
    {
        Random random = Traces.NewRandom();
        Trace[] traces = [.. Enumerable.Range(0, 200).Select(_ => Traces.Random(random, requests: 24, keys: 8))];

        Assert.That(traces.Count(static trace => new NaiveBelady(keepsFarthest: true).Walk(trace, 3).Hits < BestHits.Of(trace, 3)), Is.GreaterThan(100));
    }

    [Test]
    public void Nobody_exceeds_opt_and_nobody_hits_what_it_was_never_asked_for()
    {
        Random random = Traces.NewRandom();
        foreach (int slots in s_slots)
        {
            Trace trace = Traces.Random(random, Requests, Keys);
            Comparison comparison = Comparison.Of(trace, slots, PolicyCatalog.All);
            long most = comparison.Walks["OPT"].Hits;
            Assert.That(comparison.Walks.Values.Select(static walk => walk.Hits), Is.All.InRange(0, most), $"{slots} slots");
            Assert.That(most, Is.AtMost(trace.Requests.Length - trace.Distinct));
        }
    }

    [Test]
    public void With_room_for_all_only_the_first_request_for_a_key_misses()
    {
        Trace trace = Traces.Random(Traces.NewRandom(), Requests, Keys);
        Comparison comparison = Comparison.Of(trace, trace.Distinct, PolicyCatalog.All);

        Assert.That(comparison.Walks.Values.Select(static walk => walk.Hits), Is.All.EqualTo(trace.Requests.Length - trace.Distinct));
    }

    [Test]
    public void What_choosing_costs_comes_from_the_cache()
    {
        Trace trace = Trace.Of("round", [.. Enumerable.Range(0, 100).Select(static i => (long)(i % 10))], areAddresses: false);

        Sweeps sweeps = new Lru().Walk(trace, slots: 5).Sweeps!.Value;

        Assert.That(sweeps.Evictions, Is.EqualTo(95), "every request misses, and the first five find room");
        Assert.That(sweeps.Looks, Is.InRange(sweeps.Evictions, 3 * sweeps.Evictions));
        Assert.That(new Fifo().Walk(trace, slots: 5).Sweeps, Is.Null);
    }

    /// <summary>Where the program's policies differ from those of the same names that are given.</summary>
    private static string[] Differences(Trace trace, int slots, params IPolicy[] references)
    {
        return
        [
            .. from reference in references
               let expected = reference.Walk(trace, slots).Hits
               let found = PolicyCatalog.Find(reference.Name)!.Walk(trace, slots).Hits
               where expected != found
               select $"{reference.Name}: {found} hits with {slots} slots, not {expected}",
        ];
    }

    private interface IKind;

    private abstract class NotYetOfThatKind : IKind;

    private sealed class OfThatKind : NotYetOfThatKind;
}
