using System.Diagnostics;
using MappingCache.Harness.Data;
using MappingCache.Harness.Parts;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Cold;

/// <summary>Files that are not in memory, read by four readers of one event loop: how long each read takes, and how late the loop is for all else.</summary>
internal sealed class ColdPart : IPart
{
    public const string Read = "read";
    public const string ReadAsync = "readasync";

    // A file is longer than what is read of it: there is something for the system's own reading ahead to waste.
    private const int FileSize = 1 << 20;
    private const int Readers = 4;

    private static readonly double s_microsecondsPerTick = 1e6 / Stopwatch.Frequency;

    public string Name => PartNames.Cold;

    public string Description => "Measures reads of files that are not in the page cache, and how late an event loop is that starts them. Only the pages of its own files are dropped.";

    public string? Refusal() => OperatingSystem.IsLinux() ? null : "only Linux can be asked to forget a file";

    public void Measure(PartLog log, bool quick)
    {
        using TestFiles files = new(new Workload(FileSize, Bundle: 1, quick ? 32 : 96, Threads: 1, IsCold: true));
        foreach (int size in quick ? (int[])[64 << 10] : [4 << 10, 64 << 10, 256 << 10])
        {
            string name = $"{Workload.SizeText(size)}-cold";
            if (log.Begins(name))
            {
                Measure(log, files, name, size, quick ? 3 : 9);
            }
        }
    }

    private static void Measure(PartLog log, TestFiles files, string name, int size, int rounds)
    {
        IColdReader[] readers =
        [
            new CacheColdReader(files.Paths, size, isAsync: true),
            new CacheColdReader(files.Paths, size, isAsync: false),
            new FileColdReader(files.Paths, size, isAsync: true),
            new FileColdReader(files.Paths, size, isAsync: false),
            new ViewColdReader(files.Paths, size),
        ];
        try
        {
            Dictionary<string, List<double>[]> found = readers.ToDictionary(static reader => reader.Name, static _ => (List<double>[])[[], [], []], StringComparer.Ordinal);

            // The first turn of each is for the JIT.
            Array.ForEach(readers, reader => _ = Take(files, readers, reader));
            Interleaved.Run(rounds, readers, (_, reader) =>
            {
                (double[] times, IReadOnlyList<double> late) = Take(files, readers, reader);
                List<double>[] own = found[reader.Name];
                own[0].Add(Quantile(times, 0.5));
                own[1].Add(Quantile(times, 0.99));
                own[2].Add(Quantile([.. late.DefaultIfEmpty(0)], 0.99));
            });
            foreach ((string reader, List<double>[] own) in found)
            {
                log.Add(Figure(Quantities.P50, Read, own[0]));
                log.Add(Figure(Quantities.P99, Read, own[1]));
                log.Add(Figure(Quantities.Late, ReadAsync, own[2]));

                Figure Figure(string quantity, string reference, List<double> values) =>
                    new("Files that are not in memory", name, size, Data.Figure.Bytes, 1, reader, quantity, reference, values);
            }
        }
        finally
        {
            Array.ForEach(readers, static reader => reader.Dispose());
        }
    }

    // Everybody forgets: one mapping is enough to keep a page.
    private static (double[] Times, IReadOnlyList<double> Late) Take(TestFiles files, IColdReader[] all, IColdReader reader)
    {
        Array.ForEach(all, static other => other.Forget());
        if (!files.TryDrop(out long stayed))
        {
            throw new HarnessException($"{stayed} pages of the files stayed in memory, so nothing is cold. Is {files.Folder} on a disk?");
        }

        double[] times = new double[files.Paths.Count];
        int next = 0;
        using EventLoop loop = new();
        IReadOnlyList<double> late = loop.Run(() => Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadAllAsync())));
        return (times, late);

        async Task ReadAllAsync()
        {
            // Once round the loop before each, as a request comes by it.
            await Task.Yield();
            while (next < times.Length)
            {
                int file = next++;
                long start = Stopwatch.GetTimestamp();
                await reader.ReadAsync(file).ConfigureAwait(true);
                times[file] = (Stopwatch.GetTimestamp() - start) * s_microsecondsPerTick;
                await Task.Yield();
            }
        }
    }

    private static double Quantile(double[] values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(part * (sorted.Length - 1))];
    }
}
