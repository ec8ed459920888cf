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

    /// <summary>What the file was then.</summary>
    public FileVersion? Version;

    public readonly long End => Offset + Length;

    /// <summary>Whether what the file holds was found changed since. To have lost its name is no change.</summary>
    public bool HasChanged
    {
        get
        {
            if (File is not { } file || file.Changes == Changes || file.ChangesAlways)
            {
                return false;
            }

            int changes = file.Changes;
            if (!file.HasOnlyLostItsName(Version!))
            {
                return true;
            }

            // From here on again: what comes after this count is asked about again.
            Changes = changes;
            return false;
        }
    }

    /// <summary>Makes sure that a range lies within its file, before anything is sent.</summary>
    /// <exception cref="ArgumentException">It goes past the file's end.</exception>
    /// <exception cref="MappingException">The file could not be looked at.</exception>
    public static ResolvedPart OfRange(MappedFile file, long offset, long length)
    {
        ResolvedPart part = new() { File = file, Offset = offset, Length = length };
        OsError error = file.BeginReading(part.End, out part.Changes, out long end);
        part.Version = file.Version;
        return error.IsError ? throw file.Unreadable(error, offset)
            : part.End <= end ? part
            : throw new ArgumentException(
                $"The range of '{file.Path}' from {offset:N0} to {part.End:N0} goes past the file's end at {end:N0}. Ask for its Length, or Refresh it, before the range is made.", nameof(length));
    }
}
