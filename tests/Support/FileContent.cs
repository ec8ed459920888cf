using System.Buffers.Binary;

namespace MappingCache.Tests.Support;

/// <summary>What test files hold: every 8 bytes say which file and which place they belong to, so that a byte of another window, or of another file, is noticed wherever it shows up.</summary>
public static class FileContent
{
    /// <summary>The byte of a file at an offset.</summary>
    public static byte At(long seed, long offset)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(word, Word(seed, offset >> 3));
        return word[(int)(offset & 7)];
    }

    /// <summary>Writes a file's bytes from an offset on.</summary>
    public static void Fill(Span<byte> bytes, long seed, long offset)
    {
        int i = 0;
        for (; i < bytes.Length && ((offset + i) & 7) != 0; i++)
        {
            bytes[i] = At(seed, offset + i);
        }

        for (; i + sizeof(ulong) <= bytes.Length; i += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], Word(seed, (offset + i) >> 3));
        }

        for (; i < bytes.Length; i++)
        {
            bytes[i] = At(seed, offset + i);
        }
    }

    /// <summary>A file's bytes from its start.</summary>
    public static byte[] Of(long seed, int length)
    {
        byte[] bytes = new byte[length];
        Fill(bytes, seed, 0);
        return bytes;
    }

    /// <summary>Whether bytes are a file's from an offset on: every one of them.</summary>
    public static bool Matches(ReadOnlySpan<byte> bytes, long seed, long offset)
    {
        int i = 0;
        for (; i < bytes.Length && ((offset + i) & 7) != 0; i++)
        {
            if (bytes[i] != At(seed, offset + i))
            {
                return false;
            }
        }

        for (; i + sizeof(ulong) <= bytes.Length; i += sizeof(ulong))
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]) != Word(seed, (offset + i) >> 3))
            {
                return false;
            }
        }

        for (; i < bytes.Length; i++)
        {
            if (bytes[i] != At(seed, offset + i))
            {
                return false;
            }
        }

        return true;
    }

    // SplitMix64's finalizer: neighbouring words have nothing in common.
    private static ulong Word(long seed, long index)
    {
        ulong x = ((ulong)seed * 0x9E3779B97F4A7C15) + (ulong)index;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
