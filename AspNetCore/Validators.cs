using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace MappingCache.AspNetCore;

/// <summary>What tells one state of a file from another, in the words of HTTP.</summary>
/// <param name="Tag">A strong entity tag, with its quotes.</param>
/// <param name="LastModified">When the content was last written, in whole seconds.</param>
internal sealed record Validators(string Tag, DateTimeOffset LastModified)
{
    private const int TagBytes = 12;

    /// <summary><see cref="LastModified"/> as a header has it.</summary>
    public string Date { get; } = LastModified.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The validators of a file. The tag is strong as far as the file system's times are exact: two changes that leave the length and fall into one tick of its clock look the same, and so may stores through somebody's mapping, which move the times late.</summary>
    public static Validators Of(FileIdentity identity, FileVersion version)
    {
        // The number distinguishes a file from the one it was renamed over; the changed time cannot be set back by
        // programs, as the modified time can. Hashed, because they are nobody's business.
        Span<byte> facts = stackalloc byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(facts, identity.Volume);
        BinaryPrimitives.WriteUInt128LittleEndian(facts[8..], identity.Number);
        BinaryPrimitives.WriteInt64LittleEndian(facts[24..], version.Length);
        BinaryPrimitives.WriteInt64LittleEndian(facts[32..], version.ModifiedNanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(facts[40..], version.ChangedNanoseconds);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(facts, hash);
        string tag = $"\"{Convert.ToHexStringLower(hash[..TagBytes])}\"";

        // A file from the future is said to be from now (RFC 9110, section 8.8.2.1).
        long modified = Math.Min(version.Modified.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return new Validators(tag, DateTimeOffset.FromUnixTimeSeconds(modified));
    }
}
