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
}
