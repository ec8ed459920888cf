using System.Buffers.Binary;

namespace MappingCache.Tests.Chaos;

/// <summary>
/// What writers put into files: each 8 bytes name the file, the version and the place, 7 bits a byte. The eighth bit is
/// always set, so that no byte that a writer has put anywhere is zero.
/// </summary>
/// <remarks>Bytes 0 and 1 are the file's number, 2 to 4 the version, 5 to 7 the place, counted in words.</remarks>
internal static class ChaosWord
{
    public const int Size = sizeof(ulong);

    private const int Bits = 7;
    private const int VersionByte = 2;
    private const int PlaceByte = 5;

    /// <summary>The word at a place.</summary>
    /// <param name="file">The file's number.</param>
    /// <param name="version">The version.</param>
    /// <param name="place">The place, in words.</param>
    public static ulong Of(int file, int version, long place) => Owner(file, version) | (Spread((ulong)place, Size - PlaceByte) << (8 * PlaceByte));

    /// <summary>The version that a word names.</summary>
    public static int VersionOf(ulong word)
    {
        int version = 0;
        for (int i = PlaceByte - 1; i >= VersionByte; i--)
        {
            version = (version << Bits) | ((int)(word >> (8 * i)) & 0x7F);
        }

        return version;
    }

    /// <summary>The byte of a file at an offset.</summary>
    public static byte At(int file, int version, long offset) => (byte)(Of(file, version, offset / Size) >> (8 * (int)(offset % Size)));

    /// <summary>Writes a version's bytes from an offset on.</summary>
    public static void Fill(Span<byte> bytes, int file, int version, long offset)
    {
        ulong owner = Owner(file, version);
        for (int i = 0; i < bytes.Length;)
        {
            long at = offset + i;
            if (at % Size == 0 && bytes.Length - i >= Size)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], owner | (Spread((ulong)(at / Size), Size - PlaceByte) << (8 * PlaceByte)));
                i += Size;
            }
            else
            {
                bytes[i++] = At(file, version, at);
            }
        }
    }

    private static ulong Owner(int file, int version) => Spread((uint)file | ((ulong)(uint)version << (VersionByte * Bits)), PlaceByte);

    private static ulong Spread(ulong value, int bytes)
    {
        ulong word = 0;
        for (int i = 0; i < bytes; i++)
        {
            word |= (0x80 | ((value >> (Bits * i)) & 0x7F)) << (8 * i);
        }

        return word;
    }
}
