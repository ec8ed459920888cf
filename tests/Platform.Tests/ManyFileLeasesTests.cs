using System.Diagnostics;
using MappingCache.Platform.Linux.Guard;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Thousands of files with leases, and what they cost. No time is asserted.</summary>
[LinuxOnly("Windows has no such leases")]
[CancelAfter(120_000)]
public sealed class ManyFileLeasesTests
{
    private const int Files = 2_000;
    private const int CutFiles = 50;
    private const int Page = 4096;
    private const int Rounds = 30;
    private const int Turns = 5;

    [Test]
    public void Many_files_are_leased_and_many_cut_at_once()
    {
        List<double> without = [];
        List<double> with = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            without.Add(Run(FileLeaseMode.Off, static (_, _) => { }));
            with.Add(Run(FileLeaseMode.Opportunistic, CutMany));
        }

        TestContext.Out.WriteLine($"the best of {Turns}: open and map a file of one page: {without.Min():F1} us; open, lease and map: {with.Min():F1} us");
    }

    [Test]
    public void The_delay_of_a_writer_is_told([Values(0, 1, 16)] int windowsHeld)
    {
        ManualTime time = new();
        using LeaseTest test = new(time: time);
        using MappedFile file = test.OpenNew(windows: 16);
        List<double> delays = [];
        for (int round = 0; round < Rounds; round++)
        {
            // The back-off begins when the break was answered, which may be after the writer has gone on.
            bool isHeld = SpinWait.SpinUntil(
                () =>
                {
                    time.Advance(2 * FileLease.LongestBackOff);
                    LeaseTest.Touch(file, 16);
                    return test.Statistics.FileLeasesHeld == 1;
                },
                TimeSpan.FromSeconds(30));
            Assert.That(isHeld, "the lease comes back");
            WindowLease[] held = [.. Enumerable.Range(0, windowsHeld).Select(window => file.AcquireAsync((long)window * LeaseTest.Window).AsTask().GetAwaiter().GetResult())];
            long start = Stopwatch.GetTimestamp();
            Writers.Open(file.Path);
            delays.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            Array.ForEach(held, static lease => lease.Dispose());
        }

        Assert.That(test.Statistics.WindowsSwapped, Is.EqualTo(windowsHeld * Rounds));
        List<double> sorted = [.. delays.Order()];
        TestContext.Out.WriteLine(
            $"open for writing, of 16 windows of {LeaseTest.Window >> 10} KiB {windowsHeld} held: median {sorted[Rounds / 2]:F0} us, first {delays[0]:F0} us, longest {sorted[^1]:F0} us");
    }

    private static double Run(FileLeaseMode mode, Action<LeaseTest, MappedFile[]> then)
    {
        using LeaseTest test = new(slots: Files, windowSize: Page, mode: mode, folder: TempFolder.InMemory(), maxDescriptors: Files);
        string[] paths = [.. Enumerable.Range(0, Files).Select(i => test.Folder.Write($"{i}", i + 1, Page))];
        LeaseTest warm = new(mode: mode);
        using (MappedFile file = warm.OpenNew())
        {
            LeaseTest.Touch(file);
        }

        warm.Dispose();
        MappedFile[] files = new MappedFile[Files];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Files; i++)
        {
            files[i] = test.Cache.Open(paths[i]);
            using Window window = files[i].Acquire(0);
        }

        double each = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Files;
        then(test, files);
        Array.ForEach(files, static file => file.Dispose());
        return each;
    }

    private static void CutMany(LeaseTest test, MappedFile[] files)
    {
        Assert.That(test.Statistics.FileLeasesHeld, Is.EqualTo(Files));
        long faults = BusGuard.Faults;
        WindowLease[] leases = [.. files.Select(static file => file.AcquireAsync(0).AsTask().GetAwaiter().GetResult())];
        int step = Files / CutFiles;
        TestThread[] writers = [.. Enumerable.Range(0, CutFiles).Select(i => TestThread.Start(() => Writers.Cut(files[i * step].Path, 10)))];
        Array.ForEach(writers, static writer => writer.Join());

        CacheStatistics statistics = test.Statistics;
        Assert.That((statistics.FileLeasesHeld, statistics.FileLeasesBroken, statistics.WindowsSwapped), Is.EqualTo((Files - CutFiles, CutFiles, CutFiles)));
        for (int i = 0; i < Files; i++)
        {
            Assert.That(FileContent.Matches(leases[i].Memory.Span, i + 1, 0) && leases[i].IsValid == (i % step != 0), $"file {i}");
            leases[i].Dispose();
        }

        Assert.That(BusGuard.Faults, Is.EqualTo(faults));
    }
}
