using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct cachestat_range (linux/mman.h): the bytes that cachestat(2) is asked about.</summary>
/// <param name="Offset">off.</param>
/// <param name="Length">len; 0 means to the end of the file.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct CacheStatRange(ulong Offset, ulong Length);
