namespace MappingCache;

/// <summary>Finds out how the windows of a file that was just opened are to be had.</summary>
internal static class FilePreparation
{
    /// <summary>Prepares a file for its windows, or says why there can be none.</summary>
    public static OsError Of(IOsFile file, CopyMode copy, out WindowSource source)
    {
        source = WindowSource.Copied;
        if (copy != CopyMode.Never && file.IsRemote)
        {
            return OsError.None;
        }

        OsError error = file.PrepareMapping();
        if (!error.IsError)
        {
            source = copy == CopyMode.Always ? WindowSource.Copied : WindowSource.Mapped;
            return OsError.None;
        }

        bool refused = error.Kind == OsErrorKind.NotMappable;
        if (copy == CopyMode.Never || !(refused || error.Kind == OsErrorKind.OutOfMemory))
        {
            return error;
        }

        // Out of map areas nothing tells whether the file could be mapped: its length is taken for true if it has one.
        source = refused || file.OpenedVersion.Length == 0 ? WindowSource.Measured : WindowSource.Copied;
        return OsError.None;
    }
}
