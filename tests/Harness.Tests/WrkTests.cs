using MappingCache.Harness;
using MappingCache.Harness.Http;

namespace MappingCache.Tests.Harness;

public sealed class WrkTests
{
    private const string Output = """
        Running 2s test @ http://127.0.0.1:1234/1K.bin
          1 threads and 16 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.02ms    2.10ms  30.11ms   95.12%
            Req/Sec    25.10k     3.20k   30.00k    70.00%
          Latency Distribution
             50%  612.00us
             75%    0.90ms
             90%    1.80ms
             99%    9.79ms
          49987 requests in 2.00s, 58.50MB read
        Requests/sec:  24993.50
        Transfer/sec:     29.25MB
        """;

    [Test]
    public void What_wrk_prints_is_read() =>
        Assert.That(Wrk.Parse(Output), Is.EqualTo(new LoadResult(49987, 24993.5, 612, 9790)));

    [TestCase("1.50s", 1_500_000)]
    [TestCase("2.00m", 120_000_000)]
    public void Latencies_may_be_long(string written, double microseconds) =>
        Assert.That(Wrk.Parse(Output.Replace("9.79ms", written, StringComparison.Ordinal)).P99Microseconds, Is.EqualTo(microseconds));

    [Test]
    public void What_is_something_else_is_refused() =>
        Assert.That(() => Wrk.Parse("unable to connect"), Throws.InstanceOf<HarnessException>());
}
