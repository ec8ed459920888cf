namespace MappingCache;

/// <summary>How the systems differ where the cache has to know: data, so that nobody has to ask which system it is.</summary>
/// <param name="CoversPastEnd">Whether a mapping covers its whole slot also past the end of the file, so that a file that grows needs no remap (Linux). Otherwise a mapping ends with the file as it was (Windows).</param>
/// <param name="PopulateReadsAhead">Whether populating a window reads from the disk what is missing of it, and nothing around it (Windows), so that nobody has to ask for it before. Otherwise the disk would read all that it reads ahead (Linux).</param>
/// <param name="IdleTimeout">How long a window may go unused unless the options say so; null for as long as nobody needs its slot (Linux, where a mapping is in nobody's way). Windows lets nobody cut or delete a mapped file.</param>
internal readonly record struct AddressSpaceTraits(bool CoversPastEnd, bool PopulateReadsAhead, TimeSpan? IdleTimeout);
