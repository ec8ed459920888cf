namespace MappingCache.Platform.Windows;

/// <summary>Paths as the calls of Windows take and give them.</summary>
internal static class WindowsPath
{
    // MAX_PATH, with the NUL at its end. A longer path needs the prefix, behind which nothing is normalised any more.
    private const int MaxPlain = 260;

    // Beyond it even the prefix does not reach, whatever folder a relative path starts in.
    private const int MaxLong = 32_000;

    private const string Prefix = @"\\?\";
    private const string SharePrefix = @"\\?\UNC\";
    private const string Share = @"\\";

    /// <summary>
    /// Whether a path can be a file's: neither blank nor longer than any, and naming no stream of a file, as a colon behind the root does. A stream has its
    /// file's identity and other bytes, so the two would be taken for one.
    /// </summary>
    public static bool CanBeFile(string path) =>
        path.Length <= MaxLong && !string.IsNullOrWhiteSpace(path) && path.LastIndexOf(':') < Path.GetPathRoot(path)?.Length;

    /// <summary>A path for a call: as it is, or, if it is too long for that, whole and with the prefix that allows it.</summary>
    public static string ForCall(string path)
    {
        if (path.Length < MaxPlain && Path.IsPathFullyQualified(path))
        {
            return path;
        }

        string full = Path.GetFullPath(path);
        return full.Length < MaxPlain || full.StartsWith(Prefix, StringComparison.Ordinal) || full.StartsWith(@"\\.\", StringComparison.Ordinal) ? full
            : full.StartsWith(Share, StringComparison.Ordinal) ? string.Concat(SharePrefix, full.AsSpan(Share.Length))
            : Prefix + full;
    }

    /// <summary>A path from a call, as users write it.</summary>
    public static string FromCall(string path) =>
        path.StartsWith(SharePrefix, StringComparison.Ordinal) ? string.Concat(Share, path.AsSpan(SharePrefix.Length))
        : path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..]
        : path;

    /// <summary>The volume's root of a path from a call, as calls take it: <c>C:\</c>, <c>\\?\Volume{…}\</c>, <c>\\server\share\</c>.</summary>
    public static string RootOf(string path)
    {
        string root = Path.GetPathRoot(FromCall(path)) is { Length: > 0 } known ? known : path[..(path.IndexOf('\\', Prefix.Length) + 1)];
        return Path.EndsInDirectorySeparator(root) ? root : root + '\\';
    }

    /// <summary>Whether a path is a folder, or lies in it, both without links. Case makes no difference, as it makes none to Windows, unless a folder was set to be exact about it.</summary>
    public static bool IsWithin(string path, string folder)
    {
        string bare = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(bare, StringComparison.OrdinalIgnoreCase) &&
            (path.Length == bare.Length || path[bare.Length] == '\\' || bare.EndsWith('\\'));
    }
}
