namespace MappingCache.Tests.Schedules;

/// <summary>A window that a client holds.</summary>
/// <param name="window">The window.</param>
/// <param name="slot">The line of its slot.</param>
/// <param name="place">Where it is named, if it is held lightly; null for a pin.</param>
/// <param name="version">The version that it showed when it was acquired.</param>
internal sealed unsafe class Lease(int window, Slot* slot, ulong* place, int version)
{
    public int Window => window;

    public Slot* Slot => slot;

    public ulong* Place => place;

    public int Version => version;
}
