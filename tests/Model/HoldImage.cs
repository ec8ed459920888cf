using System.Runtime.InteropServices;

namespace MappingCache.Model;

/// <summary>A window that a thread's caller holds.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct HoldImage
{
    /// <summary>How it is held.</summary>
    public HoldKind Kind;

    /// <summary>The slot.</summary>
    public byte Slot;

    /// <summary>The slot's generation when the hold began.</summary>
    public byte Generation;

    /// <summary>The window plus one.</summary>
    public byte Window;

    /// <summary>The version that it showed when the hold began.</summary>
    public byte Version;

    /// <summary>Of a light window: the place in the thread's record.</summary>
    public byte Place;
}
