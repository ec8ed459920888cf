using MappingCache.Platform.Linux.Guard;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A file is cut and written anew again and again, while its windows are read by all who can.</summary>
[LinuxOnly("Windows has no such leases")]
[CancelAfter(120_000)]
public sealed class FileLeaseRunTests
{
    private const int Window = LeaseTest.Window;
    private const int Windows = 4;
    private const int Rounds = 200;
    private const int Readers = 2;

    [Test]
    public void No_window_is_poisoned_and_none_that_is_mapped_is_torn()
    {
        Outcome outcome = Run(FileLeaseMode.Opportunistic);
        Assert.That(outcome.Faults, Is.Zero, "poisoned windows");
        Assert.That(outcome.Torn, Is.Zero, "torn windows");
        Assert.That(outcome.Mapped, Is.Positive, "windows were mapped");
        Assert.That(outcome.Broken, Is.GreaterThanOrEqualTo(Rounds));
    }

    [Test]
    public void Without_leases_the_same_run_fails()
    {
        Outcome outcome = Run(FileLeaseMode.Off);
        Assert.That(outcome.Faults + outcome.Torn, Is.Positive);
    }

    private static Outcome Run(FileLeaseMode mode)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        ManualTime time = new();
        using LeaseTest test = new(time: time, mode: mode);
        using MappedFile file = test.OpenNew(windows: Windows);
        bool isOver = false;
        long torn = 0;
        long mapped = 0;
        long others = 0;
        long faults = BusGuard.Faults;
        TestThread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => TestThread.Start(() => Read(new Random(seed + reader))))];
        for (int round = 0; round < Rounds; round++)
        {
            Assert.That(
                mode == FileLeaseMode.Off || SpinWait.SpinUntil(() => test.Statistics.FileLeasesHeld == 1, TimeSpan.FromSeconds(30)), "the lease comes back");
            test.Folder.Write("file", LeaseTest.Seed + (round & 1), Windows * Window);
            time.Advance(2 * FileLease.LongestBackOff);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(readers, static reader => reader.Join());
        CacheStatistics statistics = test.Statistics;
        Outcome outcome = new(BusGuard.Faults - faults, torn, mapped, statistics.FileLeasesBroken);
        TestContext.Out.WriteLine($"seed {seed}: {mapped} mapped and {others} copied or empty windows read, {statistics.WindowsSwapped} swapped, {outcome}");
        return outcome;

        void Read(Random random)
        {
            while (!Volatile.Read(ref isOver))
            {
                long offset = (long)random.Next(Windows) * Window;
                if (random.Next(2) == 0)
                {
                    using Window window = file.Acquire(offset);
                    Check(window.Span, offset);
                }
                else
                {
                    using LightWindow window = file.AcquireLight(offset);
                    Check(window.Span, offset);
                }
            }
        }

        // What was copied while somebody wrote may be of both.
        void Check(ReadOnlySpan<byte> bytes, long offset)
        {
            if (!IsMapped(test, bytes))
            {
                Interlocked.Increment(ref others);
                return;
            }

            Interlocked.Increment(ref mapped);
            bool isWhole = bytes.Length == Window && (FileContent.Matches(bytes, LeaseTest.Seed, offset) || FileContent.Matches(bytes, LeaseTest.Seed + 1, offset));
            Interlocked.Add(ref torn, isWhole ? 0 : 1);
        }
    }

    // SAFETY: addresses are compared, nothing is read.
    private static unsafe bool IsMapped(LeaseTest test, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return first >= test.Probe.Base && first < test.Probe.Base + test.Cache.Engine.Layout.ReservedBytes;
        }
    }

    private readonly record struct Outcome(long Faults, long Torn, long Mapped, long Broken);
}
