namespace MappingCache.Platform.Windows;

/// <summary>What the first part of a slot's range is.</summary>
internal enum WindowsSlotContent : byte
{
    /// <summary>A placeholder.</summary>
    Nothing,

    /// <summary>A view of a file's section.</summary>
    View,

    /// <summary>Memory of its own.</summary>
    Memory,
}
