using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace MappingCache.AspNetCore.Tests;

/// <summary>A response's body whose writer is another.</summary>
internal sealed class GatedBody(IHttpResponseBodyFeature inner, PipeWriter writer) : IHttpResponseBodyFeature
{
    public Stream Stream => inner.Stream;

    public PipeWriter Writer => writer;

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();
}
