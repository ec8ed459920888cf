using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Holds the first body up at one of its flushes, as a client does that has stopped reading, but at a moment that a test knows.</summary>
internal sealed class BodyGate(int flushes) : PipeWriter
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PipeWriter? _writer;
    private int _flushed;

    /// <summary>Ends when the body is being held up.</summary>
    public Task Reached => _reached.Task;

    private PipeWriter Writer => _writer ?? throw new InvalidOperationException("No response goes through the gate.");

    /// <summary>Lets the body go on.</summary>
    public void Open() => _open.SetResult();

    /// <summary>To be run around requests; all but the first go by the gate.</summary>
    public Task AroundAsync(HttpContext context, RequestDelegate next)
    {
        if (_writer is null)
        {
            IHttpResponseBodyFeature inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            _writer = inner.Writer;
            context.Features.Set<IHttpResponseBodyFeature>(new GatedBody(inner, this));
        }

        return next(context);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (++_flushed == flushes)
        {
            _reached.SetResult();
            await _open.Task.WaitAsync(cancellationToken);
        }

        return await Writer.FlushAsync(cancellationToken);
    }

    public override void Advance(int bytes) => Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => Writer.Complete(exception);
}
