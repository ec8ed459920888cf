using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MappingCache.AspNetCore.Transport;

/// <summary>
/// Writes a response that the server encrypts on its way to the connection. A flush of it comes to one of the connection for
/// each record, 16 KiB, and to one without a byte at the end. Here the records are held until that, and leave together, which
/// saves calls of the system, and wakes the client as much less often.
/// </summary>
/// <param name="output">The connection's output, to which the response's writer leads in the end.</param>
internal sealed class HeldWriter(TransportOutput output) : PipeWriter
{
    /// <summary>The response's writer.</summary>
    public PipeWriter Inner { get; set; } = output;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => Inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => Inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void Advance(int bytes) => Inner.Advance(bytes);

    /// <inheritdoc/>
    public override void CancelPendingFlush() => Inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => Inner.Complete(exception);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        output.Hold();
        try
        {
            return await Inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            output.LetGo();
        }
    }
}
