using System.Runtime.InteropServices;

namespace MappingCache.Platform.Linux.Guard;

/// <summary>
/// One cache's range of addresses, and where its faults are noted; BusGuard.*.S know where each field lies. In native
/// memory that is neither freed nor used again, since the handler may be reading it at any moment.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GuardedRange
{
    /// <summary>Where slot 0 begins.</summary>
    public byte* Base;

    /// <summary>Bytes of the range; 0 once it is given back.</summary>
    public nuint Length;

    /// <summary>log2 of a slot's bytes.</summary>
    public ulong SlotShift;

    /// <summary>Where the slots, and the cache, are told.</summary>
    public FaultNotes Notes;

    /// <summary>The range that was added before; null behind the first.</summary>
    public GuardedRange* Next;
}
