namespace MappingCache.Native.Windows;

/// <summary>WIN32_MEMORY_RANGE_ENTRY of memoryapi.h.</summary>
internal unsafe struct WIN32_MEMORY_RANGE_ENTRY
{
    public void* VirtualAddress;
    public nuint NumberOfBytes;
}
