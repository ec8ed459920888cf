using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace MappingCache.AspNetCore;

/// <summary>What tells one state of a file from another, in the words of HTTP.</summary>
/// <param name="Tag">A strong entity tag.</param>
/// <param name="LastModified">When the content was last written, in whole seconds.</param>
internal sealed record Validators(EntityTagHeaderValue Tag, DateTimeOffset LastModified)
{
    /// <summary>The validators of a file. The tag is strong as far as the file system's times are exact: two changes that leave the length and fall into one tick of its clock look the same.</summary>
    public static Validators Of(FileIdentity identity, FileVersion version)
    {
        // The number distinguishes a file from the one it was renamed over; the changed time cannot be set back by
        // programs, as the modified time can.
        string tag = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{identity.Volume:x}-{identity.Number:x}-{version.Length:x}-{version.ModifiedNanoseconds:x}-{version.ChangedNanoseconds:x}\"");
        return new Validators(new EntityTagHeaderValue(tag), DateTimeOffset.FromUnixTimeSeconds(version.Modified.ToUnixTimeSeconds()));
    }
}
