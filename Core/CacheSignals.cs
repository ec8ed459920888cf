using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>The words that every release and every light acquire reads and hardly anybody writes. In native memory, a line each, so that a fault can be noted where nothing managed may be touched.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * Line)]
internal struct CacheSignals
{
    /// <summary>Set in <see cref="Attention"/> while a slot may be poisoned and in its directory still.</summary>
    public const int Poison = 1 << 28;

    /// <summary>No thread's key.</summary>
    public const ulong NoKey = ulong.MaxValue;

    private const int Line = 64;

    /// <summary>Those who wait for a slot, and bits for whatever else a release has to see to: <see cref="WaiterQueue"/>.</summary>
    [FieldOffset(0)]
    public int Attention;

    /// <summary>What a thread's key has to be for it to name windows in its record: <see cref="ThreadRecords"/>.</summary>
    [FieldOffset(Line)]
    public ulong LightKey;
}
