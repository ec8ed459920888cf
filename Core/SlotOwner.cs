namespace MappingCache;

/// <summary>The window that a slot maps, or is about to map: its file, its number there, and how much of the file it holds; nothing for a slot that maps nothing. Written by the slot's only owner before its phase says Mapping; read by the one who claimed it, and by those who hold a pin.</summary>
/// <param name="File">The window's file.</param>
/// <param name="Number">Which of the file's windows it is.</param>
/// <param name="Bytes">Bytes of the file that lay in the window when it was mapped.</param>
/// <param name="Copied">Of a window that was read instead of mapped: the version of the file that its bytes are of, set before the phase says Ready; or that was swapped for a copy while it was held. Null for a mapped one.</param>
internal readonly record struct SlotOwner(FileEntry File, long Number, int Bytes = 0, FileVersion? Copied = null);
