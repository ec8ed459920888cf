namespace MappingCache;

/// <summary>A part as an operation keeps it: bytes at an address, or a range of a file.</summary>
internal unsafe struct ResolvedPart
{
    /// <summary>Null if the part is bytes.</summary>
    public MappedFile? File;

    /// <summary>Null if the part is a range.</summary>
    public byte* Bytes;

    public long Offset;

    public long Length;

    /// <summary>How often the file had been found changed when the operation began.</summary>
    public int Changes;

    public readonly long End => Offset + Length;

    public readonly bool HasChanged => File is { } file && file.Changes != Changes && !file.ChangesAlways;
}
