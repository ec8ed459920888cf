using MappingCache.Harness.Data;
using MappingCache.Harness.Judging;
using MappingCache.Harness.Results;
using MappingCache.Micro;
using MappingCache.Micro.Races;

namespace MappingCache.Tests.Harness;

public sealed class ChangesTests
{
    private static readonly Machine s_machine = new("abc", Dirty: false, "cpu", 2, "6.1", "10", ".NET", [], "0", "2026-01-01T00:00:00Z");

    [TestCase(10, 10, "Same")]
    [TestCase(10, 10.5, "Same", Description = "within what two runs of one build differ by")]
    [TestCase(10, 13, "Worse")]
    [TestCase(13, 10, "Better")]
    public void A_time_is_compared_as_what_it_is_beside_its_reference(double before, double now, string outcome)
    {
        // The machine is half as fast the second time, which is nobody's merit.
        RunResult was = Run(Quantities.Time, reference: [5, 5.1, 4.9, 5, 5], Around(before));
        RunResult found = Run(Quantities.Time, reference: [10, 10.2, 9.8, 10, 10], Around(2 * now));

        Assert.That(Changes.Between(was, found).Single().Outcome.ToString(), Is.EqualTo(outcome));
    }

    [TestCase(10, 13, "Better")]
    [TestCase(13, 10, "Worse")]
    public void Of_requests_a_second_more_is_better(double before, double now, string outcome)
    {
        RunResult was = Run(Quantities.Requests, reference: [5, 5, 5, 5, 5], Around(before));
        RunResult found = Run(Quantities.Requests, reference: [5, 5, 5, 5, 5], Around(now));

        Assert.That(Changes.Between(was, found).Single().Outcome.ToString(), Is.EqualTo(outcome));
    }

    [Test]
    public void What_noise_may_hide_is_inconclusive()
    {
        RunResult was = Run(Quantities.Time, reference: [5, 5, 5, 5, 5], Around(10));
        RunResult found = Run(Quantities.Time, reference: [5, 5, 5, 5, 5], [4, 30, 9, 22, 14]);

        Assert.That(Changes.Between(was, found).Single().Outcome, Is.EqualTo(Outcome.Inconclusive));
    }

    [TestCase(0, 0.3, "Same")]
    [TestCase(0, 24, "Worse")]
    [TestCase(64, 40, "Better")]
    public void What_is_counted_is_compared_as_it_is(double before, double now, string outcome)
    {
        RunResult was = Run(Quantities.Allocated, reference: [], [before]);
        RunResult found = Run(Quantities.Allocated, reference: [], [now]);

        Assert.That(Changes.Between(was, found).Single().Outcome.ToString(), Is.EqualTo(outcome));
    }

    [TestCase(Quantities.P50, 1.4, "Same")]
    [TestCase(Quantities.P50, 1.6, "Worse")]
    [TestCase(Quantities.P99, 2.4, "Same")]
    [TestCase(Quantities.P99, 2.6, "Worse")]
    [TestCase(Quantities.Late, 0.3, "Better")]
    public void Latencies_drift_further_between_runs(string quantity, double factor, string outcome)
    {
        RunResult was = Run(quantity, reference: [5, 5, 5, 5, 5], Around(10));
        RunResult found = Run(quantity, reference: [5, 5, 5, 5, 5], Around(10 * factor));

        Assert.That(Changes.Between(was, found).Single().Outcome.ToString(), Is.EqualTo(outcome));
    }

    [TestCase(2.4, "Same")]
    [TestCase(2.6, "Worse")]
    public void Threads_that_share_processors_drift_further(double factor, string outcome)
    {
        RunResult was = Run(Quantities.Time, reference: [5, 5, 5, 5, 5], Around(10), threads: 2);
        RunResult found = Run(Quantities.Time, reference: [5, 5, 5, 5, 5], Around(10 * factor), threads: 2);

        Assert.That(Changes.Between(was, found).Single().Outcome.ToString(), Is.EqualTo(outcome));
    }

    [Test]
    public void Counts_that_scatter_over_each_other_are_the_same()
    {
        RunResult was = Run(Quantities.Allocated, reference: [], [40, 90, 120, 60, 80]);
        RunResult found = Run(Quantities.Allocated, reference: [], [100, 130, 70, 150, 120]);

        Assert.That(Changes.Between(was, found).Single().Outcome, Is.EqualTo(Outcome.Same));
    }

    [Test]
    public void A_count_that_is_now_always_what_it_was_now_and_then_is_worse()
    {
        RunResult was = Run(Quantities.Allocated, reference: [], [0, 0, 0, 40, 40]);
        RunResult found = Run(Quantities.Allocated, reference: [], [40, 40, 40, 40, 40]);

        Assert.That(Changes.Between(was, found).Single().Outcome, Is.EqualTo(Outcome.Worse));
    }

    [TestCase(Quantities.Resident, 12, "Same")]
    [TestCase(Quantities.Resident, 20, "Worse")]
    [TestCase(Quantities.Memory, 12, "Worse")]
    public void Pages_that_the_collector_keeps_are_no_change(string quantity, double more, string outcome)
    {
        RunResult was = Run(quantity, reference: [], [10]);
        RunResult found = Run(quantity, reference: [], [10 + more]);

        Assert.That(Changes.Between(was, found).Single().Outcome.ToString(), Is.EqualTo(outcome));
    }

    [TestCase(0.2, 0.5, 1.0, false, "Inconclusive", Description = "noise does not pass")]
    [TestCase(2.0, 5.0, 1.0, false, "Inconclusive", Description = "nor does it fail")]
    [TestCase(double.NaN, 3.6, 1.0, false, "Inconclusive", Description = "nor does what is no number")]
    [TestCase(0.2, double.PositiveInfinity, 1.0, false, "Inconclusive")]
    [TestCase(0.0, 0.3, 0.5, false, "Met", Description = "what is counted has no noise")]
    [TestCase(1.2, 1.3, 1.1, true, "Met")]
    [TestCase(1.0, 1.3, 1.1, true, "Inconclusive")]
    [TestCase(0.9, 1.0, 1.1, true, "Missed")]
    public void Noise_never_passes_and_some_figures_are_to_be_large(double p10, double p90, double limit, bool isLeast, string verdict) =>
        Assert.That(Verdicts.Of(new Spread((p10 + p90) / 2, p10, p90, TrimmedMean: 1), limit, isLeast).ToString(), Is.EqualTo(verdict));

    [Test]
    public void A_goal_whose_part_was_left_out_is_not_measured()
    {
        IReadOnlyList<JudgedGoal> goals = GoalCatalog.Judge(new RunResult("none", []));

        Assert.That(goals.Select(static goal => goal.Verdict), Has.All.EqualTo(Verdict.NotMeasured));
        Assert.That(goals, Has.Count.EqualTo(GoalCatalog.All.Count));
    }

    private static double[] Around(double value) => [value, value * 1.01, value * 0.99, value, value];

    private static RunResult Run(string quantity, double[] reference, double[] rounds, int threads = 1)
    {
        bool isAlone = reference.Length == 0;
        Figure figure = new("family", "case", At: null, Unit: null, threads, "shared", quantity, isAlone ? null : "floor", rounds);
        return new RunResult(
            "run",
            [
                new PartResult(PartNames.Micro, s_machine, "full", 1, [], isAlone ? [figure] : [figure, figure with { Contestant = "floor", Rounds = reference }]),
            ]);
    }
}
