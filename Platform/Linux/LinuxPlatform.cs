using MappingCache.Platform.Linux.Leases;
using MappingCache.Platform.Linux.Sending;

namespace MappingCache.Platform.Linux;

/// <summary>Linux.</summary>
internal sealed class LinuxPlatform : IPlatform
{
    public IMemoryPressure CreatePressure() => new LinuxMemoryPressure();

    public ISocketTransmitter CreateTransmitter() => new LinuxTransmitter();

    public MachineLimits ReadLimits() => MapAreaBudget.Process.ReadLimits();

    public OsError Reserve(CacheLayout layout, out IAddressSpace? space)
    {
        if (layout.FileLeases != FileLeaseMode.Off)
        {
            LeaseRehearsal.Run();
        }

        OsError error = LinuxAddressSpace.Reserve(layout, MapAreaBudget.Process, LeaseWatcher.Process, out LinuxAddressSpace? made);
        space = made;
        return error;
    }
}
