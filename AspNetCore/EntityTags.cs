using Microsoft.Extensions.Primitives;

namespace MappingCache.AspNetCore;

/// <summary>Compares a strong entity tag with those of a header: RFC 9110, section 8.8.3. Allocates nothing.</summary>
internal static class EntityTags
{
    /// <summary>Whether a list names a tag, or is a star. What follows something that is no tag is not read.</summary>
    /// <param name="header">If-Match or If-None-Match.</param>
    /// <param name="tag">The tag, with its quotes.</param>
    /// <param name="isStrong">Whether weak tags match nothing.</param>
    public static bool Contain(StringValues header, string tag, bool isStrong)
    {
        foreach (string? value in header)
        {
            if (Contains(value, tag, isStrong))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(ReadOnlySpan<char> rest, string tag, bool isStrong)
    {
        if (rest.Trim(" \t") is "*")
        {
            return true;
        }

        while (true)
        {
            rest = rest.TrimStart(" \t,");
            bool isWeak = rest.StartsWith("W/", StringComparison.Ordinal);
            rest = isWeak ? rest[2..] : rest;
            int end = rest.StartsWith('"') ? rest[1..].IndexOf('"') : -1;
            if (end < 0)
            {
                return false;
            }

            if (!(isWeak && isStrong) && rest[..(end + 2)].SequenceEqual(tag))
            {
                return true;
            }

            rest = rest[(end + 2)..].TrimStart(" \t");
            if (!rest.IsEmpty && rest[0] != ',')
            {
                return false;
            }
        }
    }
}
