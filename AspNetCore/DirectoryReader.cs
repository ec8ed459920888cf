namespace MappingCache.AspNetCore;

/// <summary>Reads what a directory's listing shows.</summary>
internal static class DirectoryReader
{
    /// <summary>The entries of a directory: directories first, then by name. Links that lead nowhere or out of the folder are left out, and names that cannot be asked for; pipes and the like, whose kind is not told cheaply, are not.</summary>
    /// <param name="folder">The folder that is served.</param>
    /// <param name="realPath">The directory's path, all links followed.</param>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    /// <exception cref="DirectoryNotFoundException">It has gone.</exception>
    public static IReadOnlyList<ListingEntry> Read(ServedFolder folder, string realPath) =>
        [.. new DirectoryInfo(realPath).EnumerateFileSystemInfos()
            .Where(info => RequestPath.IsPlainName(info.Name) && ServedFolder.NamesItself(info.FullName))
            .Select(info => EntryOf(folder, info))
            .OfType<ListingEntry>()
            .OrderByDescending(entry => entry.IsDirectory)
            .ThenBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)];

    private static ListingEntry? EntryOf(ServedFolder folder, FileSystemInfo info)
    {
        string? real = info.LinkTarget is null ? info.FullName : RealPath.Resolve(info.FullName);
        if (real is null || !folder.Contains(real))
        {
            return null;
        }

        if (Directory.Exists(real))
        {
            return new ListingEntry(info.Name, IsDirectory: true, 0, Directory.GetLastWriteTimeUtc(real));
        }

        // One that was deleted since it was enumerated is not there any more, and not listed.
        FileInfo file = new(real);
        return file.Exists ? new ListingEntry(info.Name, IsDirectory: false, file.Length, file.LastWriteTimeUtc) : null;
    }
}
