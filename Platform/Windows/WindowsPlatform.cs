using MappingCache.Platform.Windows.Sending;

namespace MappingCache.Platform.Windows;

/// <summary>Windows, from the version on that has placeholders.</summary>
internal sealed class WindowsPlatform : IPlatform
{
    // Job objects that limit memory are known to the collector, which reckons by them.
    public IMemoryPressure CreatePressure() => new CollectorPressure();

    public ISocketTransmitter CreateTransmitter() => new WindowsTransmitter();

    // Views are not limited in number, nor handles short of 16 million; addresses not below 128 TiB.
    public MachineLimits ReadLimits() => new(Environment.SystemPageSize, MapAreas: null, AddressBytes: null);

    public OsError Reserve(CacheLayout layout, out IAddressSpace? space) => WindowsAddressSpace.Reserve(layout, out space);
}
