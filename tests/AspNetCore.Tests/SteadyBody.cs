using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Tests;

/// <summary>A response's body that takes everything at once and counts it.</summary>
internal sealed class SteadyBody : PipeWriter, IHttpResponseBodyFeature
{
    private readonly byte[] _room = new byte[1 << 20];

    public long Written { get; private set; }

    public Stream Stream => throw new NotSupportedException();

    public PipeWriter Writer => this;

    public override void Advance(int bytes) => Written += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _room;

    public override Span<byte> GetSpan(int sizeHint = 0) => _room;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(default(FlushResult));

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => Task.CompletedTask;
}
