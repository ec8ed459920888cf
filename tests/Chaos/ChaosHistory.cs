using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace MappingCache.Tests.Chaos;

/// <summary>
/// All that writers ever put into the files: of each version of each file, the range that it was written to. In memory
/// that several processes share. What is to be written is noted first, so that whoever has read a byte finds it here.
/// </summary>
internal sealed unsafe class ChaosHistory : IDisposable
{
    // SAFETY (whole type): the view is as long as its layout says, and is let go of by Dispose alone, when nobody uses this any more:
    // a number for each kind of step, then for each file its block of numbers.

    /// <summary>Most versions of a file. Only those that are written take memory.</summary>
    public const int MaxVersions = 1 << 18;

    /// <summary>Most bytes of a file.</summary>
    public const int MaxLength = 256 * 1024;

    private const int Steps = 64;

    // The count of versions, the pages that were punched, a bit each; then the versions.
    private const int BlockHead = 2;
    private const long BlockNumbers = BlockHead + MaxVersions;

    private readonly MemoryMappedFile _memory;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _numbers;

    /// <summary>Shares what a file holds; the file is made if it is not there.</summary>
    public ChaosHistory(string path, int files)
    {
        Files = files;
        long size = (Steps + (files * BlockNumbers)) * sizeof(long);
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _memory = MemoryMappedFile.CreateFromFile(file, mapName: null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _memory.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _numbers = (long*)(start + _view.PointerOffset);
    }

    /// <summary>How many files there are.</summary>
    public int Files { get; }

    /// <summary>Notes that a range of a file is about to be written. One writer a file at a time.</summary>
    /// <returns>The version to write.</returns>
    public int Begin(int file, int from, int to)
    {
        long* block = BlockOf(file);
        int version = (int)*block + 1;
        if (version == MaxVersions)
        {
            throw new InvalidOperationException($"File {file} has had {MaxVersions:N0} versions; a longer history is needed.");
        }

        block[BlockHead + version] = ((long)from << 32) | (uint)to;

        // Release: pairs with the reading in VersionsOf, which finds the range of every version that it counts.
        Volatile.Write(ref *block, version);
        return version;
    }

    /// <summary>Notes that zeros are about to be put over a page.</summary>
    public void Punch(int file, int page) => Interlocked.Or(ref BlockOf(file)[1], 1L << page);

    /// <summary>Counts a step.</summary>
    public void Count(ChaosStep step) => Interlocked.Increment(ref _numbers[(int)step]);

    /// <summary>How often a step was taken, in all processes.</summary>
    public long CountOf(ChaosStep step) => Volatile.Read(ref _numbers[(int)step]);

    /// <summary>Versions of a file so far.</summary>
    public int VersionsOf(int file) => (int)Volatile.Read(ref *BlockOf(file));

    /// <summary>Looks for a byte that no writer ever put where it was found.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where in it the bytes were.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mayBeZeros">Whether zeros are nothing to complain of.</param>
    /// <returns>What is wrong with the first such byte; null if there is none.</returns>
    public string? Check(int file, long offset, ReadOnlySpan<byte> bytes, bool mayBeZeros = false)
    {
        int versions = VersionsOf(file);
        for (int i = 0; i < bytes.Length;)
        {
            long at = offset + i;
            if (at % ChaosWord.Size == 0 && bytes.Length - i >= ChaosWord.Size && IsWordOf(file, versions, at, BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..])))
            {
                i += ChaosWord.Size;
            }
            else if (IsByteOf(file, versions, at, bytes[i]) || (mayBeZeros && bytes[i] == 0))
            {
                i++;
            }
            else
            {
                ReadOnlySpan<byte> around = bytes[Math.Max(0, i - ChaosWord.Size)..Math.Min(bytes.Length, i + (2 * ChaosWord.Size))];
                return $"byte {bytes[i]:x2} of file {file} at {at:N0} ({i:N0} of the {bytes.Length:N0} from {offset:N0} on; around it {Convert.ToHexStringLower(around)}) is of none of its {versions:N0} versions";
            }
        }

        return null;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _memory.Dispose();
    }

    private bool IsWordOf(int file, int versions, long at, ulong word)
    {
        if (word == 0)
        {
            return IsPunched(file, at);
        }

        int version = ChaosWord.VersionOf(word);
        return version > 0 && version <= versions && Covers(file, version, at, ChaosWord.Size) && word == ChaosWord.Of(file, version, at / ChaosWord.Size);
    }

    // A word may be of two versions, if one was written while it was read, or begins or ends within it.
    private bool IsByteOf(int file, int versions, long at, byte found)
    {
        if (found == 0)
        {
            return IsPunched(file, at);
        }

        for (int version = versions; version > 0; version--)
        {
            if (Covers(file, version, at, length: 1) && ChaosWord.At(file, version, at) == found)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPunched(int file, long at) => (Volatile.Read(ref BlockOf(file)[1]) >> (int)(at / Environment.SystemPageSize) & 1) != 0;

    private bool Covers(int file, int version, long at, int length)
    {
        long range = BlockOf(file)[BlockHead + version];
        return range >> 32 <= at && at + length <= (int)range;
    }

    private long* BlockOf(int file) => _numbers + Steps + (file * BlockNumbers);
}
