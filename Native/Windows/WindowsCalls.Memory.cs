using System.Runtime.InteropServices;

namespace MappingCache.Native.Windows;

/// <content>memoryapi.h.</content>
internal static unsafe partial class WindowsCalls
{
    [LibraryImport(KernelBase)]
    public static partial void* VirtualAlloc2(
        HANDLE Process,
        void* BaseAddress,
        nuint Size,
        uint AllocationType,
        uint PageProtection,
        MEM_EXTENDED_PARAMETER* ExtendedParameters,
        uint ParameterCount);

    [LibraryImport(Kernel32)]
    public static partial BOOL VirtualFree(void* lpAddress, nuint dwSize, uint dwFreeType);

    [LibraryImport(Kernel32)]
    public static partial BOOL VirtualProtect(void* lpAddress, nuint dwSize, uint flNewProtect, uint* lpflOldProtect);

    [LibraryImport(Kernel32)]
    public static partial HANDLE CreateFileMappingW(
        HANDLE hFile,
        SECURITY_ATTRIBUTES* lpFileMappingAttributes,
        uint flProtect,
        uint dwMaximumSizeHigh,
        uint dwMaximumSizeLow,
        char* lpName);

    [LibraryImport(Kernel32)]
    public static partial void* MapViewOfFile(
        HANDLE hFileMappingObject, uint dwDesiredAccess, uint dwFileOffsetHigh, uint dwFileOffsetLow, nuint dwNumberOfBytesToMap);

    [LibraryImport(Kernel32)]
    public static partial BOOL UnmapViewOfFile(void* lpBaseAddress);

    [LibraryImport(KernelBase)]
    public static partial void* MapViewOfFile3(
        HANDLE FileMapping,
        HANDLE Process,
        void* BaseAddress,
        ulong Offset,
        nuint ViewSize,
        uint AllocationType,
        uint PageProtection,
        MEM_EXTENDED_PARAMETER* ExtendedParameters,
        uint ParameterCount);

    [LibraryImport(KernelBase)]
    public static partial BOOL UnmapViewOfFile2(HANDLE Process, void* BaseAddress, uint UnmapFlags);

    [LibraryImport(Kernel32)]
    public static partial BOOL PrefetchVirtualMemory(
        HANDLE hProcess, nuint NumberOfEntries, WIN32_MEMORY_RANGE_ENTRY* VirtualAddresses, uint Flags);
}
