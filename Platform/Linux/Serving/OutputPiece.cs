using System.Buffers;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>Bytes in memory, or a range of a file, that are to be sent.</summary>
internal readonly record struct OutputPiece
{
    /// <summary>Keeps bytes in memory where they are.</summary>
    public MemoryHandle Bytes { get; init; }

    /// <summary>Is disposed when the bytes were sent or are given up; null for nothing.</summary>
    public IDisposable? Owner { get; init; }

    /// <summary>The file; null for bytes in memory.</summary>
    public MappedFile? File { get; init; }

    /// <summary>What the file was when the range was promised.</summary>
    public FileVersion? Version { get; init; }

    /// <summary>How often the file had been found changed then.</summary>
    public int Changes { get; init; }

    /// <summary>Where the range begins in the file.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; init; }

    /// <summary>Whether the range is copied from its windows, together with what is around it, as far as they are mapped.</summary>
    public bool IsGathered { get; init; }

    /// <summary>Whether the file is known to have changed since the range was promised. Another file under its name is no change to it.</summary>
    public bool HasChanged => File is { } file && file.Changes != Changes && !file.ChangesAlways && !file.HasOnlyLostItsName(Version!);

    /// <summary>Gives up what the piece holds.</summary>
    public void Release()
    {
        Bytes.Dispose();
        Owner?.Dispose();
    }
}
