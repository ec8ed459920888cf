using System.Buffers;

namespace MappingCache;

/// <summary>An operation that writes to a stream, from the windows themselves.</summary>
internal sealed class StreamOperation(Stream target, bool isBlocking, FileSenderOptions options, ReadOnlySpan<SendPart> parts)
    : TargetOperation(SocketLane.Of(target), options, parts)
{
    // What is copied at once; a stream of its own kind may copy again, in pieces of its own.
    private const int CopySize = 128 * 1024;

    private readonly int _mostBytes = options.Copy ? Math.Min(options.Quantum, CopySize) : options.Quantum;
    private byte[]? _copies;

    protected override int MostBytes => _mostBytes;

    protected override bool IsBlocking => isBlocking;

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, ResolvedPart range, WindowLease? lease, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (lease is not null && failure is not OperationCanceledException)
        {
            // A stream that hands the window to the system fails where a page of it is gone.
            _ = range.File!.Look();
            ThrowIfChanged(in range, lease);
            throw;
        }

        // The stream may just have read zeros for pages that were gone.
        ThrowIfChanged(in range, lease);
    }

    protected override Memory<byte> Room(int length) => _copies ??= ArrayPool<byte>.Shared.Rent(CopySize);

    protected override ValueTask WriteCopyAsync(ReadOnlyMemory<byte> copied, CancellationToken cancellationToken) => WriteAsync(copied, cancellationToken);

    protected override void End()
    {
        // A write that was cancelled may, with some streams, still read the array: such a one is left to the collector.
        if (_copies is { } copies && Sent == Length)
        {
            ArrayPool<byte>.Shared.Return(copies);
        }

        _copies = null;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (isBlocking)
        {
            target.Write(bytes.Span);
        }
        else
        {
            await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        Sent += bytes.Length;
    }
}
