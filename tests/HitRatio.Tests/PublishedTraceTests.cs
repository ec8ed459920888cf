using MappingCache.HitRatio;
using MappingCache.HitRatio.Policies;

namespace MappingCache.Tests.HitRatio;

[WithTraces]
public sealed class PublishedTraceTests
{
    private const string Web07 = "web07.trace.xz";

    // Both sides are rounded to hundredths.
    private const double Same = 0.0051;

    // The rules leave open what a ghost is worth, and in what order things happen.
    private const double S3Readings = 0.5;

    // The cache counts the mapping itself as a use, but not for windows that follow one another. The simulated CLOCK does neither.
    private const double OwnRules = 2;

    private static IEnumerable<PublishedFigure> Figures => PublishedFigure.All;

    [TestCaseSource(nameof(Figures))]
    public void The_figures_are_those_that_others_have_measured(PublishedFigure figure) =>
        Assert.That(Complaints(figure, PolicyCatalog.All), Is.Empty);

    [Test]
    public void A_fifo_that_poses_as_lru_is_exposed_by_every_figure()
    {
        IPolicy[] policies = [.. PolicyCatalog.All.Select(static policy => policy is Lru ? new NaiveFifo(policy.Name) : policy)];
        foreach (PublishedFigure figure in Figures.Where(static figure => figure.Slots < 200))
        {
            Assert.That(Complaints(figure, policies), Has.Count.EqualTo(1).And.Some.StartWith("Lru: "), $"{figure}");
        }
    }

    [Test]
    public void The_sizes_are_shares_of_the_different_keys()
    {
        Assert.That(CacheSize.TryParseList("0.1%,1%,10%", out IReadOnlyList<CacheSize>? sizes));
        foreach (IGrouping<(string Trace, int? WindowSize), PublishedFigure> ofTrace in Figures.GroupBy(static figure => (figure.Trace, figure.WindowSize)))
        {
            Trace trace = Traces.Published(ofTrace.Key.Trace, ofTrace.Key.WindowSize);
            Assert.That(sizes!.Select(size => size.For(trace)), Is.EqualTo(ofTrace.Select(static figure => figure.Slots)), trace.Name);
        }
    }

    [TestCase("OLTP.lis.zst", null, 914_145, 186_880)]
    [TestCase("P6.lis.zst", 65_536, 611_645, 9_791)]
    [TestCase("cloudPhysicsIO.oracleGeneral.bin", 65_536, 180_694, 19_364)]
    [TestCase("web07.trace.xz", null, 76_118, 20_484)]
    public void Every_request_is_read(string name, int? windowSize, int requests, int distinct)
    {
        Trace trace = Traces.Published(name, windowSize);

        Assert.That(trace.Requests, Has.Length.EqualTo(requests));
        Assert.That(trace.Distinct, Is.EqualTo(distinct));
    }

    [TestCase(20)]
    [TestCase(205)]
    public void Web07_comes_out_as_naive_simulators_have_it(int slots)
    {
        Trace trace = Traces.Published(Web07, windowSize: null);
        IPolicy[] naive = [new NaiveLru(), new NaiveClock(), new NaiveFifo(), new NaiveBelady()];
        IPolicy[] ours = [.. naive.Select(static policy => PolicyCatalog.Find(policy.Name)!)];

        Assert.That(
            Comparison.Of(trace, slots, ours).Walks.Select(static walk => (walk.Key, walk.Value.Hits)),
            Is.EqualTo(Comparison.Of(trace, slots, naive).Walks.Select(static walk => (walk.Key, walk.Value.Hits))));
    }

    private static List<string> Complaints(PublishedFigure figure, IEnumerable<IPolicy> policies)
    {
        Comparison comparison = Comparison.Of(Traces.Published(figure.Trace, figure.WindowSize), figure.Slots, policies);
        List<string> complaints = [];
        Check("Lru", figure.Lru, Same);
        Check("FIFO", figure.Fifo, Same);
        Check("CLOCK-2bit", figure.Clock, Same);
        Check("SIEVE", figure.Sieve, Same);
        Check("OPT", figure.Opt, Same);
        Check("S3-FIFO", figure.S3Fifo, S3Readings);
        Check("Clock", figure.Clock, OwnRules);
        return complaints;

        void Check(string policy, double expected, double tolerance)
        {
            double found = comparison.HitPercent(policy);
            if (Math.Abs(found - expected) > tolerance)
            {
                complaints.Add($"{policy}: {found:F2} %, not {expected:F2} %");
            }
        }
    }
}
