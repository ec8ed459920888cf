using System.Buffers.Binary;
using MappingCache.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Tests.Platform;

/// <summary>A tebibyte of files on the disk with nothing in them but marks, at windows drawn at random.</summary>
internal sealed class SparseFiles : IDisposable
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    public const int Seed = 20;

    /// <summary>Their length, all together.</summary>
    public const long Bytes = Length * Count;

    private const long Length = 1L << 38;

    private readonly TempFolder _folder = new();
    private readonly long[][] _offsets;

    /// <summary>Makes them.</summary>
    /// <param name="windows">How many windows have a mark, in all files together.</param>
    /// <param name="windowSize">The size of a window.</param>
    public SparseFiles(int windows, int windowSize)
    {
        Random random = new(Seed);
        _offsets = new long[Count][];
        byte[] mark = new byte[sizeof(long)];
        for (int i = 0; i < Count; i++)
        {
            HashSet<long> offsets = [];
            while (offsets.Count < windows / Count)
            {
                offsets.Add(random.NextInt64(Length / windowSize) * windowSize);
            }

            _offsets[i] = [.. offsets];
            using SafeFileHandle file = File.OpenHandle(PathOf(i), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            RandomAccess.SetLength(file, Length);
            foreach (long offset in offsets)
            {
                BinaryPrimitives.WriteInt64LittleEndian(mark, ~offset);
                RandomAccess.Write(file, mark, offset);
            }
        }
    }

    /// <summary>A file's path.</summary>
    public string PathOf(int i) => _folder[$"sparse-{i}"];

    /// <summary>Where a file has its marks, in no order.</summary>
    public ReadOnlySpan<long> OffsetsOf(int i) => _offsets[i];

    /// <summary>Whether a window's bytes begin with the mark of its offset.</summary>
    public static bool IsMark(ReadOnlySpan<byte> bytes, long offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes) == ~offset;

    public void Dispose() => _folder.Dispose();
}
