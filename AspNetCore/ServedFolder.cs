using System.Diagnostics.CodeAnalysis;

namespace MappingCache.AspNetCore;

/// <summary>The folder that is served, and the boundary around it. Immutable.</summary>
internal sealed class ServedFolder
{
    // Behind this prefix Windows takes a path as it is, and has nothing to say of short names: what may be one is none here.
    private const string AsItIs = @"\\?\";

    private readonly string _inside;

    private ServedFolder(string root)
    {
        Root = root;
        _inside = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
    }

    /// <summary>The folder's path, all links followed.</summary>
    public string Root { get; }

    /// <summary>Takes a folder, following its links once.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ServedFolder Open(string folder)
    {
        string? root = RealPath.Resolve(folder);
        return Directory.Exists(root)
            ? new ServedFolder(root)
            : throw new DirectoryNotFoundException($"There is no folder '{folder}' to serve.");
    }

    /// <summary>Whether a full path leads where it says, name by name, links aside.</summary>
    /// <remarks>
    /// Windows takes some names for others: dots and spaces fall off a name's end, CON is a device in every directory, and
    /// PROGRA~1 is an entry that has a longer name, too. The system is asked, since what it does so to has changed over the
    /// years. On Linux every name is itself. Upper and lower case are the file system's affair.
    /// </remarks>
    public static bool NamesItself(string path) =>
        string.Equals(Path.GetFullPath(path), path, StringComparison.OrdinalIgnoreCase) &&
        !(path.StartsWith(AsItIs, StringComparison.Ordinal) && path.Contains('~', StringComparison.Ordinal));

    /// <summary>The path to open a file by. Links in it are not followed yet, and may lead out.</summary>
    /// <returns>False when there cannot be an entry of such a name.</returns>
    public bool TryGetPath(RequestPath path, [NotNullWhen(true)] out string? full)
    {
        full = path.IsRoot ? Root : _inside + path.Value.Replace('/', Path.DirectorySeparatorChar);
        full = NamesItself(full) ? full : null;
        return full is not null;
    }

    /// <summary>Whether a path without links is the folder or lies in it. Upper and lower case are the same where the system takes them so.</summary>
    public bool Contains(string realPath)
    {
        string way = Path.GetRelativePath(Root, realPath);
        return !Path.IsPathRooted(way) && way != ".." && !way.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
    }

    /// <summary>Finds a directory in the folder.</summary>
    /// <returns>Its path, all links followed; null when it is missing, no directory, or leads out.</returns>
    public string? FindDirectory(RequestPath path) =>
        TryGetPath(path, out string? full) && RealPath.Resolve(full) is { } real && Contains(real) && Directory.Exists(real) ? real : null;
}
