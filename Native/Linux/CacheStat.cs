using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct cachestat (linux/mman.h): what cachestat(2) says of a range of a file, in pages.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStat
{
    /// <summary>nr_cache: pages in memory, also those that are just being read.</summary>
    public ulong Cached;

    /// <summary>nr_dirty.</summary>
    public ulong Dirty;

    /// <summary>nr_writeback.</summary>
    public ulong Writeback;

    /// <summary>nr_evicted.</summary>
    public ulong Evicted;

    /// <summary>nr_recently_evicted.</summary>
    public ulong RecentlyEvicted;
}
