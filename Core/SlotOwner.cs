namespace MappingCache;

/// <summary>The window that a slot was taken for: its file, and its number there. Written by the slot's only owner before its phase says Mapping; read by the one who claimed it, and by those who hold a pin.</summary>
/// <param name="File">The file.</param>
/// <param name="Number">The window's number there.</param>
/// <param name="Copied">Of a window that was read instead of mapped: the version of the file that its bytes are of, set before the phase says Ready. Null for a mapped one.</param>
internal readonly record struct SlotOwner(FileEntry File, long Number, FileVersion? Copied = null);
