using MappingCache.Harness;
using MappingCache.Harness.Results;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Tests.Harness;

public sealed class ResultTests
{
    [TestCase(0.8, 1.0, 1.0, "Met")]
    [TestCase(0.8, 1.1, 1.0, "Inconclusive")]
    [TestCase(1.0, 1.1, 1.0, "Inconclusive")]
    [TestCase(1.01, 1.1, 1.0, "Missed")]
    public void A_goal_is_met_or_missed_by_nine_of_ten_rounds(double p10, double p90, double atMost, string verdict)
    {
        GoalResult result = new("1K-hot", "ratio", atMost, new Spread((p10 + p90) / 2, p10, p90, TrimmedMean: 1));

        Assert.That(result.Verdict.ToString(), Is.EqualTo(verdict));
    }

    [TestCase(1, 10_000)]
    [TestCase(1, 512)]
    [TestCase(16, 16)]
    [TestCase(4, 8)]
    public void A_pass_comes_by_every_file_once(int bundle, int files)
    {
        Workload workload = new(Size: 1024, bundle, files, Threads: 1, IsCold: true);

        int[] seen =
        [
            .. Enumerable.Range(0, workload.SendsPerPass).SelectMany(which => Enumerable.Range(0, bundle).Select(place => workload.FileOf(which, place))).Order(),
        ];

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, files)));
    }

    [TestCase("1K,64K", new[] { 1024, 65536 })]
    [TestCase("16M", new[] { 16 << 20 })]
    [TestCase("1500, 2k", new[] { 1500, 2048 })]
    public void Sizes_are_read_as_people_write_them(string text, int[] expected)
    {
        Assert.That(SizeOption.TryParseList(text, out IReadOnlyList<int>? sizes), Is.True);
        Assert.That(sizes, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("0")]
    [TestCase("1G")]
    [TestCase("-1K")]
    [TestCase("4096M")]
    [TestCase("1K,,2K")]
    public void What_is_no_size_is_refused(string text)
    {
        Assert.That(SizeOption.TryParseList(text, out _), Is.False);
    }
}
