using System.IO.Pipelines;

namespace MappingCache;

/// <summary>An operation that writes to a pipe. A pipe owns the bytes that it is given, so they are copied into its own memory, and only what has proved good is handed over.</summary>
internal sealed class PipeOperation(PipeWriter target, FileSenderOptions options, ReadOnlySpan<SendPart> parts)
    : TargetOperation(SocketLane.Of(target), options, parts)
{
    // The threshold at which a pipe holds up its writer unless told otherwise: less would be flushed too often, more go past it.
    private const int FlushSize = 64 * 1024;

    private readonly int _flushSize = Math.Min(options.Quantum, FlushSize);
    private int _unflushed;

    protected override int MostBytes => _flushSize - _unflushed;

    protected override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, ResolvedPart range, WindowLease? lease, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            Span<byte> room = target.GetSpan();
            int taken = Math.Min(room.Length, bytes.Length);
            bytes.Span[..taken].CopyTo(room);
            ThrowIfChanged(in range, lease);
            Take(taken);
            bytes = bytes[taken..];
        }

        return ValueTask.CompletedTask;
    }

    protected override Memory<byte> Room(int length) => target.GetMemory();

    protected override ValueTask WriteCopyAsync(ReadOnlyMemory<byte> copied, CancellationToken cancellationToken)
    {
        Take(copied.Length);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask FlushAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (_unflushed == 0 || (!isLast && _unflushed < _flushSize))
        {
            return;
        }

        _unflushed = 0;
        FlushResult result = await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCanceled)
        {
            throw new OperationCanceledException("The pipe's pending flush was cancelled.");
        }

        // A reader that has all it wanted may complete before the last flush has returned.
        if (result.IsCompleted && Sent < Length)
        {
            throw new IOException("The pipe's reader has completed.");
        }
    }

    private void Take(int bytes)
    {
        target.Advance(bytes);
        Sent += bytes;
        _unflushed += bytes;
    }
}
