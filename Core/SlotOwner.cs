namespace MappingCache;

/// <summary>The window that a slot was taken for: its file, and its number there. Written by the slot's only owner before its phase says Mapping; read by the one who claimed it.</summary>
internal readonly record struct SlotOwner(FileEntry File, long Number);
