namespace MappingCache;

/// <summary>How the systems differ where the cache has to know: data, so that nobody has to ask which system it is.</summary>
/// <param name="Granularity">Bytes of which a window's size must be a multiple: the page size.</param>
/// <param name="CoversPastEnd">Whether a mapping covers its whole slot also past the end of the file, so that a file that grows needs no remap (Linux). Otherwise a view ends with the file.</param>
/// <param name="ReplacesAtomically">Whether one call puts a new mapping in the place of an old one (Linux). Otherwise a remap unmaps first, and may leave the slot reserved with nothing in it.</param>
internal readonly record struct AddressSpaceTraits(int Granularity, bool CoversPastEnd, bool ReplacesAtomically);
