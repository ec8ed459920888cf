using System.Diagnostics;
using System.Runtime;
using MappingCache.Harness.Data;
using MappingCache.Harness.Parts;
using MappingCache.Harness.Senders;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Mapping;

/// <summary>What it costs to map a window over another one, over sizes, on one thread and on two, and among many map areas.</summary>
internal sealed class MappingPart : IPart
{
    private const string Source = "map.c";
    private const int FewSlots = 16;
    private const int SmallWindow = 4 << 10;

    // What Windows maps at least.
    private const int Granularity = 64 << 10;
    private const int MinRemaps = 64;
    private const int Tries = 3;

    private static readonly int[] s_sizes = [4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20];
    private static readonly int[] s_quickSizes = [4 << 10, 64 << 10, 256 << 10];
    private static readonly int[] s_areas = [1000, 10_000, 30_000];
    private static readonly int[] s_quickAreas = [1000, 10_000];

    public string Name => PartNames.Mapping;

    public string Description => "Measures what a window costs that takes another one's place, beside bare mmap and madvise in C and a view of .NET.";

    public string? Refusal() => null;

    public void Measure(PartLog log, bool quick)
    {
        if (!OperatingSystem.IsLinux())
        {
            log.Note("Windows of less than 64K, and many map areas, are left out: they are Linux's.");
        }

        using NativeProgram? program = Compile(log);
        TimeSpan turn = TimeSpan.FromMilliseconds(quick ? 10 : 25);
        int rounds = quick ? 7 : 21;
        foreach (int threads in (int[])[1, 2])
        {
            if (threads > Environment.ProcessorCount)
            {
                log.Note("Two threads are left out: there is one processor only.");
                break;
            }

            foreach (int size in (quick ? s_quickSizes : s_sizes).Where(static size => OperatingSystem.IsLinux() || size >= Granularity))
            {
                string name = $"{Workload.SizeText(size)}{(threads > 1 ? "-2t" : "")}";
                if (log.Begins(name))
                {
                    string family = $"A window over another, {(threads > 1 ? "two threads" : "one thread")}";
                    Measure(log, program, new RemapCase(size, FewSlots, threads), rounds, turn, new Place(family, name, size, Figure.Bytes));
                }
            }
        }

        foreach (int areas in OperatingSystem.IsLinux() ? quick ? s_quickAreas : s_areas : [])
        {
            string name = $"{areas}-areas";
            if (log.Begins(name))
            {
                Measure(log, program, new RemapCase(SmallWindow, areas, 1), rounds, turn, new Place("A window of 4K over another, among many", name, areas, "map areas"));
            }
        }
    }

    private static NativeProgram? Compile(PartLog log)
    {
        if (!OperatingSystem.IsLinux())
        {
            log.Note($"{NativeRemapper.Floor} takes no part: it is a program for Linux.");
            return null;
        }

        if (!NativeProgram.TryCompile(Source, out NativeProgram? program, out string? notice))
        {
            log.Note(notice);
        }

        return program;
    }

    private static void Measure(PartLog log, NativeProgram? program, RemapCase remapCase, int rounds, TimeSpan turn, Place place)
    {
        using ScratchFolder folder = new();
        string path = folder.Sparse("file", remapCase.Length);
        List<IRemapper> contestants = [];
        try
        {
            if (program is not null)
            {
                contestants.Add(new NativeRemapper(program, path, remapCase));
            }

            int before = OperatingSystem.IsLinux() ? ProcessStatus.Areas() : 0;
            contestants.Add(new CacheRemapper(path, remapCase));
            int areas = OperatingSystem.IsLinux() ? ProcessStatus.Areas() - before : 0;
            if (remapCase.Threads == 1 && remapCase.Slots == FewSlots)
            {
                contestants.Add(new ViewRemapper(path, remapCase));
            }

            string reference = contestants[0].Name;
            foreach ((string name, List<double> times) in Time(contestants, rounds, turn))
            {
                log.Add(new Figure(place.Family, place.Case, place.At, place.Unit, remapCase.Threads, name, Quantities.Time, reference, times));
            }

            if (remapCase.Slots > FewSlots && areas > 0)
            {
                log.Add(new Figure("Map areas of so many slots", place.Case, place.At, "slots", 1, PartNames.Own, Quantities.Areas, Reference: null, [areas]));
            }

            if (contestants.Select(static contestant => contestant.Complaint()).FirstOrDefault(static complaint => complaint is not null) is { } found)
            {
                throw new HarnessException($"{place.Case}: {found}");
            }
        }
        catch (ArgumentException refused)
        {
            // The machine does not allow that many windows; the message says what would help.
            log.Note($"{place.Case} was not measured: {refused.Message}");
        }
        finally
        {
            contestants.ForEach(static contestant => contestant.Dispose());
        }
    }

    private static OrderedDictionary<string, List<double>> Time(List<IRemapper> contestants, int rounds, TimeSpan turn)
    {
        Dictionary<IRemapper, int> remaps = contestants.ToDictionary(static contestant => contestant, contestant => Calibrate(contestant, turn));
        OrderedDictionary<string, List<double>> times = new(StringComparer.Ordinal);
        contestants.ForEach(contestant => times.Add(contestant.Name, []));
        Interleaved.Run(rounds, contestants, (_, contestant) => times[contestant.Name].Add(contestant.Run(remaps[contestant])));
        return times;
    }

    // How many fill a turn, once the JIT has settled.
    private static int Calibrate(IRemapper contestant, TimeSpan turn)
    {
        int remaps = MinRemaps;
        long compiled = -1;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Tries || (JitInfo.GetCompiledMethodCount() != compiled && Stopwatch.GetElapsedTime(start) < 20 * turn); i++)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            double each = contestant.Run(remaps);
            remaps = (int)Math.Clamp(turn.TotalNanoseconds / each, MinRemaps, 1 << 20);
        }

        return remaps;
    }

    private sealed record Place(string Family, string Case, double At, string Unit);
}
