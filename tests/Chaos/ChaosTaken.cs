namespace MappingCache.Tests.Chaos;

/// <summary>The bytes that one operation was given, which follow each other in the file.</summary>
internal sealed class ChaosTaken
{
    private readonly byte[] _bytes = new byte[ChaosHistory.MaxLength];
    private int _length;

    /// <summary>Where in the file they begin.</summary>
    public long Offset { get; private set; }

    public int Length => _length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Room for bytes that follow, for who writes them there; <see cref="Advance"/> makes them part of it.</summary>
    public Memory<byte> Rest => _bytes.AsMemory(_length);

    /// <summary>Begins anew.</summary>
    public void Begin(long offset) => (Offset, _length) = (offset, 0);

    /// <summary>Says how many bytes were written to <see cref="Rest"/>.</summary>
    public void Advance(int length) => _length += length;

    /// <summary>Copies bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Rest.Span);
        Advance(bytes.Length);
    }

    /// <summary>Reads a stream to its end.</summary>
    public async Task AddAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(Rest, cancellationToken) is > 0 and var read)
        {
            Advance(read);
        }
    }
}
