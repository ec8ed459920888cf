using System.Buffers;
using System.IO.Pipelines;

namespace MappingCache.Tests.Chaos;

/// <summary>Several windows, by the readers of <see cref="MappedFile"/>.</summary>
internal static class ReaderOperations
{
    private const int MostSteps = 3;

    public static ChaosOperation Sequence { get; } = new("SequenceLease, IsValid", async static visit =>
    {
        using MappedFile file = visit.Open();
        using SequenceLease lease = await file.AcquireSequenceAsync(visit.Begin(file), ChaosHistory.MaxLength, visit.CancellationToken);
        visit.Dawdle();
        Add(visit, lease.Sequence);
        visit.Require(lease.IsValid);
    });

    public static ChaosOperation Windows { get; } = new("ReadWindowsAsync", async static visit =>
    {
        using MappedFile file = visit.Open();
        await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync(visit.Begin(file), ChaosHistory.MaxLength, visit.CancellationToken))
        {
            visit.Dawdle();
            visit.Taken.Add(window.Span[..Math.Min(window.Length, visit.Taken.Rest.Length)]);
        }
    });

    public static ChaosOperation Stream { get; } = new("stream", async static visit =>
    {
        using MappedFile file = visit.Open();
        await using Stream stream = file.AsStream(leaveOpen: true);
        stream.Position = visit.Begin(file);
        int most = visit.Random.Next(1, ChaosHistory.MaxLength);
        bool isAsync = visit.Random.Next(2) == 0;
        int read;
        do
        {
            Memory<byte> rest = visit.Taken.Rest;
            rest = rest[..Math.Min(most, rest.Length)];
            read = isAsync ? await stream.ReadAsync(rest, visit.CancellationToken) : stream.Read(rest.Span);
            visit.Taken.Advance(read);
        }
        while (read > 0);
    });

    public static ChaosOperation StreamCopy { get; } = new("stream, copied", async static visit =>
    {
        using MappedFile file = visit.Open();
        await using Stream stream = file.AsStream(leaveOpen: true);
        stream.Position = visit.Begin(file);
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy, visit.CancellationToken);
        visit.Taken.Add(copy.GetBuffer().AsSpan(0, (int)copy.Length));
    });

    public static ChaosOperation Pipe { get; } = new("pipe reader", async static visit =>
    {
        using MappedFile file = visit.Open();
        PipeReader reader = file.AsPipeReader(visit.Begin(file), leaveOpen: true);
        try
        {
            while (!await TakeAsync(visit, reader))
            {
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    });

    private static async Task<bool> TakeAsync(ChaosVisit visit, PipeReader reader)
    {
        ReadResult result = await reader.ReadAsync(visit.CancellationToken);
        visit.Dawdle();
        ReadOnlySequence<byte> taken = result.IsCompleted ? result.Buffer : Part(visit, result.Buffer);
        Add(visit, taken);
        if (!result.IsCompleted)
        {
            // The rest is either left for the next read, or waits for more of it.
            reader.AdvanceTo(taken.End, visit.Random.Next(2) == 0 ? taken.End : result.Buffer.End);
        }

        return result.IsCompleted;
    }

    // Sometimes not all of it, so that the rest is held while the next is waited for.
    private static ReadOnlySequence<byte> Part(ChaosVisit visit, ReadOnlySequence<byte> buffer) =>
        visit.Random.Next(MostSteps) == 0 ? buffer.Slice(0, (buffer.Length + 1) / 2) : buffer;

    private static void Add(ChaosVisit visit, ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> segment in bytes)
        {
            visit.Taken.Add(segment.Span);
        }
    }
}
