using MappingCache.Platform.Linux.Guard;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A file is cut and written anew again and again, while its windows are read by all who can, and given up now and then.</summary>
/// <param name="mode">Whether leases are taken.</param>
/// <param name="slots">Slots of the cache.</param>
/// <param name="seed">Which windows are read.</param>
internal sealed class FileLeaseRun(FileLeaseMode mode, int slots, int seed)
{
    /// <summary>Times that the file is written anew.</summary>
    public const int Rounds = 200;

    /// <summary>Threads that read.</summary>
    public const int Readers = 2;

    private const int Window = LeaseTest.Window;
    private const int Windows = 4;
    private const int InvalidateOneIn = 64;
    private const int RefreshOneIn = 4;

    private readonly ManualTime _time = new();
    private bool _isOver;
    private long _torn;
    private long _mapped;
    private long _others;

    /// <summary>Pages that could not be had, each a poisoned window.</summary>
    public long Faults { get; private set; }

    /// <summary>Leases that were broken.</summary>
    public long Broken { get; private set; }

    /// <summary>Mapped windows that were of no one version of the file.</summary>
    public long Torn => _torn;

    /// <summary>Mapped windows that were read.</summary>
    public long Mapped => _mapped;

    /// <summary>Runs it, and tells what came of it.</summary>
    public FileLeaseRun Run()
    {
        using LeaseTest test = new(slots, time: _time, mode: mode);
        using MappedFile file = test.OpenNew(windows: Windows);
        long faults = BusGuard.Faults;
        TestThread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => TestThread.Start(() => Read(test, file, new Random(seed + reader))))];
        for (int round = 0; round < Rounds; round++)
        {
            Assert.That(
                mode == FileLeaseMode.Off || SpinWait.SpinUntil(() => IsHeldAgain(test), TimeSpan.FromSeconds(30)), "the lease comes back");
            test.Folder.Write("file", LeaseTest.Seed + (round & 1), Windows * Window);
        }

        Volatile.Write(ref _isOver, true);
        Array.ForEach(readers, static reader => reader.Join());
        CacheStatistics statistics = test.Statistics;
        Faults = BusGuard.Faults - faults;
        Broken = statistics.FileLeasesBroken;
        TestContext.Out.WriteLine(
            $"leases {mode}, {slots} slots, seed {seed}: {_mapped} mapped and {_others} copied or empty windows read, {statistics.WindowsSwapped} swapped, {Broken} leases broken, {Faults} faults, {_torn} torn");
        return this;
    }

    // The back-off begins when the break was answered, which may be after the writer has gone on.
    private bool IsHeldAgain(LeaseTest test)
    {
        _time.Advance(2 * FileLease.LongestBackOff);
        return test.Statistics.FileLeasesHeld == 1;
    }

    private void Read(LeaseTest test, MappedFile file, Random random)
    {
        while (!Volatile.Read(ref _isOver))
        {
            long offset = (long)random.Next(Windows) * Window;
            if (random.Next(InvalidateOneIn) == 0)
            {
                test.Cache.Invalidate(file);
            }

            if (random.Next(RefreshOneIn) == 0)
            {
                // Without leases it would stay as short as it was seen last.
                file.Refresh();
            }

            if (random.Next(2) == 0)
            {
                using Window window = file.Acquire(offset);
                Check(test, window.Span, offset);
            }
            else
            {
                using LightWindow window = file.AcquireLight(offset);
                Check(test, window.Span, offset);
            }
        }
    }

    // What was copied while somebody wrote may be of both versions.
    private void Check(LeaseTest test, ReadOnlySpan<byte> bytes, long offset)
    {
        if (!IsMapped(test, bytes))
        {
            Interlocked.Increment(ref _others);
            return;
        }

        Interlocked.Increment(ref _mapped);
        bool isWhole = bytes.Length == Window && (FileContent.Matches(bytes, LeaseTest.Seed, offset) || FileContent.Matches(bytes, LeaseTest.Seed + 1, offset));
        Interlocked.Add(ref _torn, isWhole ? 0 : 1);
    }

    // SAFETY: addresses are compared, nothing is read.
    private static unsafe bool IsMapped(LeaseTest test, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return first >= test.Probe.Base && first < test.Probe.Base + test.Cache.Engine.Layout.ReservedBytes;
        }
    }
}
