using System.ComponentModel;
using System.Runtime.CompilerServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Micro.Accesses;

/// <summary>
/// The floor of a miss: mmap(MAP_FIXED) over a slot, and the pages brought in, through the very calls and flags that
/// the cache's address space uses. The slots are taken in turn. Used by one thread.
/// </summary>
internal sealed unsafe class RemapFloorAccess : Access
{
    private readonly int _descriptor;
    private readonly int _slots;
    private readonly int _windowSize;
    private readonly nint _reserved;
    private readonly ulong _reservedBytes;
    private readonly byte* _base;

    /// <summary>Opens the file and reserves the slots.</summary>
    public RemapFloorAccess(string path, int slots, int windowSize)
    {
        _slots = slots;
        _windowSize = windowSize;
        _descriptor = Syscall.open(path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        if (_descriptor < 0)
        {
            throw Failed();
        }

        // One window more than the slots, so that they can begin at a multiple of the window, as the cache's do.
        _reservedBytes = (ulong)(slots + 1) * (ulong)windowSize;
        _reserved = Syscall.mmap(
            0, _reservedBytes, MmapProts.PROT_NONE, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS | MmapFlags.MAP_NORESERVE, -1, 0);
        if (_reserved == Syscall.MAP_FAILED)
        {
            throw Failed();
        }

        // SAFETY: rounded up to a multiple of the window, there is still room for every slot in the range.
        _base = (byte*)((_reserved + windowSize - 1) & -(nint)windowSize);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        for (int i = from; i < end; i++)
        {
            Remap(i % _slots, (long)windows[i] * _windowSize);
        }

        return 0;
    }

    protected override void Free()
    {
        // SAFETY: the range is this object's, and no slot of it is used any more.
        _ = Syscall.munmap(_reserved, _reservedBytes);
        _ = Syscall.close(_descriptor);
    }

    private void Remap(int slot, long offset)
    {
        // SAFETY: the slot lies in the range that this object reserved, and nobody reads it.
        nint address = (nint)(_base + ((long)slot * _windowSize));
        nint mapped = Syscall.mmap(
            address, (ulong)_windowSize, MmapProts.PROT_READ, MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED, _descriptor, offset);
        if (mapped == Syscall.MAP_FAILED || LinuxCalls.MAdvise((void*)address, (nuint)_windowSize, LinuxFlags.MAdvPopulateRead) != 0)
        {
            throw Failed();
        }
    }

    private static Win32Exception Failed() => new();
}
