namespace MappingCache.AspNetCore;

/// <summary>The folder that is served, and the boundary around it. Immutable.</summary>
internal sealed class ServedFolder
{
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

    /// <summary>The path to open a file by. Links in it are not followed yet, and may lead out.</summary>
    public string PathOf(RequestPath path) => path.IsRoot ? Root : _inside + path.Value;

    /// <summary>Whether a path without links is the folder or lies in it.</summary>
    public bool Contains(string realPath) =>
        string.Equals(realPath, Root, StringComparison.Ordinal) || realPath.StartsWith(_inside, StringComparison.Ordinal);

    /// <summary>Finds a directory in the folder.</summary>
    /// <returns>Its path, all links followed; null when it is missing, no directory, or leads out.</returns>
    public string? FindDirectory(RequestPath path) =>
        RealPath.Resolve(PathOf(path)) is { } real && Contains(real) && Directory.Exists(real) ? real : null;
}
