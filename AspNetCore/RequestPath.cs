using System.Buffers;

namespace MappingCache.AspNetCore;

/// <summary>The path of a file below the served folder, as a request names it: plain names with single slashes between them. Empty for the folder itself.</summary>
/// <param name="Value">The names, without a slash before or after them.</param>
internal readonly record struct RequestPath(string Value)
{
    // What the running system has in no name: on Windows the colon of streams and drives, wildcards and control characters.
    // A backslash is refused on every system, so that a URL that is harmless on one is so on the other.
    private static readonly SearchValues<char> s_inNoName = SearchValues.Create(['/', '\\', '\0', .. Path.GetInvalidFileNameChars()]);

    /// <summary>Whether it is the folder itself.</summary>
    public bool IsRoot => Value.Length == 0;

    /// <summary>Checks the part of a request's path below the endpoint's prefix, decoded.</summary>
    /// <param name="value">The names, without the slash before them; perhaps with one after them. Null or empty for the folder itself.</param>
    /// <param name="path">The path.</param>
    /// <returns>False when it holds anything but plain names: parts that are empty or lead upwards, backslashes, NUL, what the system has in no name.</returns>
    public static bool TryParse(string? value, out RequestPath path)
    {
        ReadOnlySpan<char> names = value;
        names = names.EndsWith('/') ? names[..^1] : names;
        path = new RequestPath(names.ToString());
        if (value is null or "")
        {
            return true;
        }

        foreach (Range name in names.Split('/'))
        {
            if (!IsPlainName(names[name]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a name is made of what names are made of. What a system takes it for, <see cref="ServedFolder.NamesItself"/> tells of the whole path.</summary>
    public static bool IsPlainName(ReadOnlySpan<char> name) =>
        name is not ("" or "." or "..") && !name.ContainsAny(s_inNoName);

    /// <summary>The path of an entry of the directory that this path names.</summary>
    public RequestPath Append(string name) => new(IsRoot ? name : $"{Value}/{name}");
}
