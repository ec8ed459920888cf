using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <content>What of the file is in memory, and bringing it there.</content>
internal sealed unsafe partial class LinuxFile
{
    // The kernel reads no more in one call than the device's own read-ahead, which is seldom set lower than this.
    private const long ReadAheadChunk = 128 * 1024;

    // Learnt from the first refusal. Two threads may both learn it; both come to the same.
    private bool _cannotCount;

    public long? CountResident(long offset, long length)
    {
        if (_cannotCount)
        {
            return null;
        }

        // Whole pages: of a page that is there in part of the range, the kernel tells that it is there.
        long page = Environment.SystemPageSize;
        long start = offset & -page;
        long pages = (offset + length - start + page - 1) / page;
        if (LinuxCalls.CacheStat(_descriptor, new CacheStatRange((ulong)start, (ulong)(pages * page)), out CacheStat stat) != 0)
        {
            // ENOSYS before Linux 6.5; EPERM for a file that is neither ours nor writable to us; EOPNOTSUPP.
            _cannotCount = true;
            return null;
        }

        return Math.Max(0, length - (Math.Max(0, pages - (long)stat.Cached) * page));
    }

    public bool IsResident(long offset, long length)
    {
        long? counted = CountResident(offset, length);
        if (counted < length)
        {
            return false;
        }

        // The last page is asked for last, so it is the last to arrive.
        return IsThere(offset + length - 1) switch
        {
            true => counted is not null || IsThere(offset) is true,
            false => false,
            null => counted is not null || IsInMemory,
        };
    }

    public void ReadAhead(long offset, long length)
    {
        for (long end = offset + length; offset < end; offset += ReadAheadChunk)
        {
            _ = Syscall.posix_fadvise(_descriptor, offset, Math.Min(ReadAheadChunk, end - offset), PosixFadviseAdvice.POSIX_FADV_WILLNEED);
        }
    }

    public void DropBehind(long offset, long length) => _ = Syscall.posix_fadvise(_descriptor, offset, length, PosixFadviseAdvice.POSIX_FADV_DONTNEED);

    /// <returns>Whether a byte can be read without waiting; null where the file system does not tell.</returns>
    private bool? IsThere(long offset)
    {
        byte one;
        IoVector vector = new() { Base = &one, Length = 1 };

        // SAFETY: the call writes one byte at most. None, at the end of a file that has become shorter, is no wait either.
        if (LinuxCalls.PReadV2(_descriptor, &vector, 1, offset, LinuxFlags.ReadNoWait) >= 0)
        {
            return true;
        }

        // EOPNOTSUPP: file systems that know no such flag, tmpfs among them; the others: kernels that do not.
        return (Errno)Marshal.GetLastPInvokeError() is Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EINVAL ? null : false;
    }
}
