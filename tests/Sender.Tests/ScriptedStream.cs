namespace MappingCache.Tests;

/// <summary>Keeps what is written to it. Before it reads the bytes of a write it does what a test wants.</summary>
internal sealed class ScriptedStream(Func<int, CancellationToken, Task> beforeWrite) : MemoryStream
{
    private int _writes;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await beforeWrite(++_writes, cancellationToken).ConfigureAwait(false);
        Write(buffer.Span);
    }
}
