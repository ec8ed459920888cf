namespace MappingCache;

/// <summary>What the machine allows a cache, as read when one is created.</summary>
/// <param name="PageSize">Bytes of a page.</param>
/// <param name="MapAreas">Map areas that are still free, less a margin for everybody else; null where they are not limited.</param>
/// <param name="AddressBytes">Bytes of address space that are still free; null where they are not limited.</param>
/// <param name="MapAreasRemedy">Which limit it is and what raises it.</param>
/// <param name="AddressRemedy">Which limit it is and what raises it.</param>
/// <param name="Descriptors">File descriptors that the process may have open; null where they are not limited.</param>
internal sealed record MachineLimits(
    int PageSize, long? MapAreas, long? AddressBytes, string MapAreasRemedy = "", string AddressRemedy = "", int? Descriptors = null);
