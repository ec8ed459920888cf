namespace MappingCache.Platform.Windows;

/// <summary>What a slot's range of addresses is divided into: its first part, which is a view, memory or a placeholder, and, if that is not the whole slot, a placeholder after it. Written by the slot's one caller only.</summary>
internal struct WindowsSlot
{
    /// <summary>Bytes of the first part: a whole number of pages.</summary>
    public int Part;

    /// <summary>What it is.</summary>
    public WindowsSlotContent Content;
}
