namespace MappingCache.AspNetCore;

/// <summary>Follows symbolic links, in every part of a path.</summary>
internal static class RealPath
{
    // What Linux allows.
    private const int MaxLinks = 40;

    /// <summary>The path without links, dots or double separators.</summary>
    /// <param name="path">A path; relative ones start at the current directory.</param>
    /// <returns>Null when a part is missing, may not be looked at, or its links go in circles.</returns>
    public static string? Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        string current = Path.GetPathRoot(full)!;
        Stack<string> rest = new();
        PushNames(rest, full[current.Length..]);
        int links = 0;
        while (rest.TryPop(out string? name))
        {
            if (name is "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                if (!Path.Exists(next))
                {
                    return null;
                }

                current = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                // On Windows it may begin on another drive, or with a separator, which is the link's own drive.
                target = Path.IsPathFullyQualified(target) ? target : Path.GetFullPath(target, current);
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            PushNames(rest, target);
        }

        // A link may name others by short names, of which this makes long ones.
        return Path.GetFullPath(current);
    }

    private static void PushNames(Stack<string> rest, string path)
    {
        foreach (string name in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Reverse().Where(name => name is not ("" or ".")))
        {
            rest.Push(name);
        }
    }
}
