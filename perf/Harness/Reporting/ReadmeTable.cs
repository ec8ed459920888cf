using System.Globalization;
using System.Text;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Data;
using MappingCache.Harness.Http;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Reporting;

/// <summary>The README's table: what the cache costs, beside what one would have without it, from one result.</summary>
internal static class ReadmeTable
{
    private const string Floor = "floor";

    private static readonly (string What, string Case, string Contestant, string Beside, string Peer)[] s_operations =
    [
        ("acquire and release a mapped window, one window", "hit-hot", "shared", Floor, "two atomic operations"),
        ("the same, 4,096 windows at random", "hit-4096", "shared", Floor, "two atomic operations"),
        ("the same, 30,000 windows at random", "hit-30000", "shared", Floor, "two atomic operations"),
        ("a light window, one window", "hit-hot", "light", Floor, "two atomic operations"),
        ("… 30,000 windows at random", "hit-30000", "light", Floor, "two atomic operations"),
        ("… two threads on the same window", "hit2-same-hot", "light", "light-alone", "one thread alone"),
        ("the same by a `LightReader`, one window", "hit-hot", "light-reader", Floor, "two atomic operations"),
        ("… 30,000 windows at random", "hit-30000", "light-reader", Floor, "two atomic operations"),
        ("`AcquireAsync` of a mapped window, its lease disposed", "hit-hot", "async", Floor, "two atomic operations"),
        ("remap a slot to another window of 4 KiB", "miss-4k-clock", "remap", Floor, "a bare `mmap` and `madvise`"),
        ("… of 64 KiB", "miss-64k-clock", "remap", Floor, "a bare `mmap` and `madvise`"),
        ("… of 256 KiB", "miss-256k-clock", "remap", Floor, "a bare `mmap` and `madvise`"),
    ];

    private static readonly (string Contestant, string What)[] s_rivals =
    [
        ("dictionary", "a `ConcurrentDictionary` with atomic counts"),
        ("locked-lru", "a locked LRU"),
        ("read-4k", "`RandomAccess.Read` of 4 KiB into a pooled buffer"),
        ("view", "a `MemoryMappedFile` view"),
    ];

    private static readonly int[] s_sent = [1 << 10, 4 << 10, 64 << 10, 1 << 20];

    private static readonly string[] s_peers = [ContestantCatalog.SendFileAsync, ContestantCatalog.Read, ContestantCatalog.NativeSendFile];

    private static readonly string[] s_servers = [HttpServers.Nginx, HttpServers.Kestrel];

    /// <summary>Writes it.</summary>
    public static string Of(RunResult run)
    {
        StringBuilder text = new();
        PartResult? micro = run.Find(PartNames.Micro);
        if (micro is not null)
        {
            text.Append("| operation | time | beside, in the same rounds | allocated |\n|---|---|---|---|\n");
            foreach ((string what, string @case, string contestant, string beside, string peer) in s_operations)
            {
                if (micro.Find(@case, contestant, Quantities.Time) is { } figure && micro.Ratio(@case, Quantities.Time, contestant, beside) is { } ratio)
                {
                    double other = micro.Find(@case, beside, Quantities.Time)!.Spread.Median;
                    text.Append(CultureInfo.InvariantCulture, $"| {what} | {Time(figure.Spread.Median)} | {Ratio(ratio)} {peer}, {Time(other)} | {Bytes(micro, @case, contestant)} |\n");
                }
            }

            text.Append('\n');
            AppendRivals(text, micro);
        }

        AppendPeers(text, run.Find(PartNames.Send), "processor time of a send, by `FileSender`, beside", size => $"{size}-hot", ContestantCatalog.Auto, Quantities.Cpu, s_peers);
        AppendPeers(text, run.Find(PartNames.Http), "requests a second of `MapMappedFiles`, beside", static size => size, HttpServers.Own, Quantities.Requests, s_servers);
        Micro.Machine machine = run.Parts[0].Machine;
        text.Append(
            CultureInfo.InvariantCulture,
            $"Medians, and the 10th to 90th percentile of the ratios of alternating rounds; {machine.Processors} processors of {Article(machine.Cpu)} {machine.Cpu}, Linux {machine.Kernel.Split('-')[0]}, {machine.Runtime}, {machine.Date[..10]}, commit {machine.Commit}. [All rounds](perf/results/{run.Name}).\n");
        return text.ToString();
    }

    // What one would use without the cache, from its fastest case on one thread to its slowest.
    private static void AppendRivals(StringBuilder text, PartResult micro)
    {
        List<string> rivals = [];
        foreach ((string rival, string what) in s_rivals)
        {
            double[] medians =
            [
                .. micro.Figures.Where(figure => figure.Contestant == rival && figure.Quantity == Quantities.Time && figure.Threads == 1 && figure.Case.StartsWith("hit-", StringComparison.Ordinal))
                    .Select(static figure => figure.Spread.Median).Order(),
            ];
            if (medians.Length > 0)
            {
                (string least, string most) = (Time(medians[0]), Time(medians[^1]));
                rivals.Add($"{what} {least}{(least == most ? "" : $" to {most}")}");
            }
        }

        if (rivals.Count > 0)
        {
            text.Append("In the same run, on one thread: ").AppendJoin(", ", rivals).Append(".\n\n");
        }
    }

    private static void AppendPeers(StringBuilder text, PartResult? part, string head, Func<string, string> caseOf, string own, string quantity, string[] peers)
    {
        string[] known = part is null ? [] : [.. peers.Where(peer => part.Figures.Any(figure => figure.Contestant == peer))];
        if (known.Length == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"| {head} | {string.Join(" | ", known.Select(static peer => $"`{peer}`"))} |\n|---|{string.Concat(Enumerable.Repeat("---|", known.Length))}\n");
        foreach (string size in s_sent.Select(Workload.SizeText))
        {
            string[] cells = [.. known.Select(peer => part!.Ratio(caseOf(size), quantity, own, peer) is { } ratio ? Ratio(ratio) : "–")];
            text.Append(CultureInfo.InvariantCulture, $"| {size} | {string.Join(" | ", cells)} |\n");
        }

        text.Append('\n');
    }

    private static string Time(double nanoseconds) => Numbers.WithUnit(nanoseconds, Quantities.Time);

    private static string Ratio(Spread ratio) => $"{Numbers.Short(ratio.Median)} × ({Numbers.Range(ratio)})";

    private static string Bytes(PartResult part, string @case, string contestant) =>
        part.Find(@case, contestant, Quantities.Allocated)?.Spread.Median is not { } bytes ? "–"
        : bytes < 1 ? "0"
        : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");

    private static string Article(string word) => "AEIOU".Contains(char.ToUpperInvariant(word[0]), StringComparison.Ordinal) ? "an" : "a";
}
