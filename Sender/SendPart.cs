namespace MappingCache;

/// <summary>A part of what is sent in one operation: bytes of the caller's, or a range of a file. The default is no bytes.</summary>
public readonly struct SendPart
{
    private SendPart(ReadOnlyMemory<byte> bytes, MappedFile? file, long offset, long length)
    {
        Bytes = bytes;
        File = file;
        Offset = offset;
        Length = length;
    }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    /// <summary>The file; null if the part is bytes.</summary>
    public MappedFile? File { get; }

    /// <summary>Where the range begins in the file; 0 if the part is bytes.</summary>
    public long Offset { get; }

    /// <summary>The bytes; empty if the part is a range of a file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Bytes. They must not change until the operation is over.</summary>
    public static implicit operator SendPart(ReadOnlyMemory<byte> bytes) => FromBytes(bytes);

    /// <summary>Bytes. They must not change until the operation is over.</summary>
    public static implicit operator SendPart(Memory<byte> bytes) => FromBytes(bytes);

    /// <summary>Bytes. They must not change until the operation is over.</summary>
    public static implicit operator SendPart(byte[] bytes) => FromBytes(bytes);

    /// <summary>Bytes. They must not change until the operation is over.</summary>
    /// <param name="bytes">Any number. Of memory of a <see cref="WindowLease"/> it is told, by a <see cref="FileChangedException"/>, if pages of it were gone; whether its file has changed otherwise, the lease says (<see cref="WindowLease.ThrowIfChanged"/>).</param>
    public static SendPart FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes, file: null, offset: 0, bytes.Length);

    /// <summary>A range of a file.</summary>
    /// <param name="file">The file, open until the operation is over.</param>
    /// <param name="offset">Where the range begins, in bytes from the start of the file.</param>
    /// <param name="length">How many bytes it has. A range that goes past the end of the file is refused when it is sent.</param>
    /// <exception cref="ArgumentNullException">There is no file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the length is negative, or the range ends past what an offset can say.</exception>
    public static SendPart FromFile(MappedFile file, long offset, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - offset);
        return new SendPart(default, file, offset, length);
    }
}
