using System.Buffers;
using System.IO.Pipelines;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class ReadersTogetherTests
{
    private const int Size = TestCache.WindowSize;
    private const int Length = (30 * Size) + 77;

    // Catches: any reader that waits for a slot while it holds one; with as few slots as this, all would soon wait.
    [Test]
    public async Task All_kinds_come_to_the_end_with_few_slots([Values(1, 2, 3)] int slots, [Values] EvictionKind eviction)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        using TestCache test = TestCache.Create(slots, eviction: eviction);
        test.Memory.Add("file", 1, Length);
        using MappedFile file = test.Cache.Open("file");
        Func<MappedFile, Random, Task>[] kinds = [SequencesAsync, WindowsAsync, StreamAsync, BlockingStreamAsync, PipeAsync];
        IEnumerable<Task> readers = Enumerable.Range(0, 2 * kinds.Length).Select(number => Task.Run(() => kinds[number % kinds.Length](file, new Random(HashCode.Combine(seed, number)))));
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
    }

    private static async Task SequencesAsync(MappedFile file, Random random)
    {
        for (long at = 0; at < Length;)
        {
            using SequenceLease lease = await file.AcquireSequenceAsync(at, random.Next(1, 4 * Size));
            Assert.That(FileContent.Matches(lease.Sequence.ToArray(), 1, at));
            at += lease.Length;
        }
    }

    private static async Task WindowsAsync(MappedFile file, Random random)
    {
        long at = random.Next(Size);
        await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync(at))
        {
            Assert.That(FileContent.Matches(window.Span, 1, at));
            at += window.Length;
        }

        Assert.That(at, Is.EqualTo(Length));
    }

    private static async Task StreamAsync(MappedFile file, Random random)
    {
        using Stream stream = file.AsStream(leaveOpen: true);
        byte[] buffer = new byte[3 * Size];
        for (int at = 0, read; at < Length; at += read)
        {
            read = await stream.ReadAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)));
            Assert.That(FileContent.Matches(buffer.AsSpan(0, read), 1, at));
        }
    }

    private static Task BlockingStreamAsync(MappedFile file, Random random) => Task.Factory.StartNew(
        () =>
        {
            using Stream stream = file.AsStream(leaveOpen: true);
            byte[] buffer = new byte[3 * Size];
            for (int at = 0, read; at < Length; at += read)
            {
                read = stream.Read(buffer, 0, random.Next(1, buffer.Length));
                Assert.That(FileContent.Matches(buffer.AsSpan(0, read), 1, at));
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static async Task PipeAsync(MappedFile file, Random random)
    {
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        long at = 0;
        while (await reader.ReadAsync() is { Buffer: { IsEmpty: false } buffer })
        {
            Assert.That(FileContent.Matches(buffer.ToArray(), 1, at));
            long rest = at + buffer.Length == Length ? 0 : random.Next(Math.Min((int)buffer.Length, 100));
            at += buffer.Length - rest;
            reader.AdvanceTo(buffer.GetPosition(buffer.Length - rest), buffer.End);
        }

        Assert.That(at, Is.EqualTo(Length));
        await reader.CompleteAsync();
    }
}
