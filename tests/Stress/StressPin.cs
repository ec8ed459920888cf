namespace MappingCache.Tests.Stress;

/// <summary>A pin that a stress thread holds, and what it must show.</summary>
internal readonly unsafe struct StressPin(int file, long window, Slot* slot, ulong* place)
{
    public int File => file;

    public long Window => window;

    public Slot* Slot => slot;

    /// <summary>Where a light window is named; null for a pin.</summary>
    public ulong* Place => place;
}
