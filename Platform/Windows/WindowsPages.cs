namespace MappingCache.Platform.Windows;

/// <summary>Bringing mapped pages into memory.</summary>
internal static unsafe class WindowsPages
{
    /// <summary>Asks the disk for pages of a mapping, in few large reads. An advice: what it does not bring is read when it is touched.</summary>
    public static void Prefetch(void* address, nuint length)
    {
        WIN32_MEMORY_RANGE_ENTRY range = new() { VirtualAddress = address, NumberOfBytes = length };

        // SAFETY: the call reads one entry, and no byte of the range for the caller.
        _ = PrefetchVirtualMemory(GetCurrentProcess(), 1, &range, 0);
    }
}
