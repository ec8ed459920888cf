using System.Runtime.InteropServices;

namespace MappingCache.Model;

/// <summary>A slot: the product's word, and what the product keeps beside it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct SlotImage
{
    /// <summary>The word. Only the methods of <see cref="SlotState"/> change it.</summary>
    public SlotState Word;

    /// <summary><see cref="SlotOwner"/>: the window plus one; 0 for a slot that maps nothing.</summary>
    public byte Owner;

    /// <summary><see cref="SlotOwner.Copied"/>: the version that a copy is of.</summary>
    public byte Copied;

    /// <summary>What the slot's addresses really show: a window plus one, or nothing.</summary>
    public byte Maps;

    /// <summary>The version of the file that they show.</summary>
    public byte MapsVersion;

    /// <summary>The list that the slot is on.</summary>
    public SlotList List;

    /// <summary>A bit for each thread that waits at the slot's gate (<see cref="FollowerGates"/>).</summary>
    public byte Parked;

    /// <summary><see cref="Slot.Faults"/>, or that there are some.</summary>
    public bool HasFaults;

    /// <summary>Whether zeros were mapped where a page could not be had.</summary>
    public bool HasZeros;
}
