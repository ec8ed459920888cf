namespace MappingCache.Platform;

/// <summary>What a system gives to a cache when it is made.</summary>
internal interface IPlatform
{
    /// <summary>Tells how short of memory the process is.</summary>
    IMemoryPressure CreatePressure();

    /// <summary>Sends through sockets.</summary>
    ISocketTransmitter CreateTransmitter();

    /// <summary>What the machine allows at this moment.</summary>
    MachineLimits ReadLimits();

    /// <summary>Reserves the range of addresses that a layout needs.</summary>
    OsError Reserve(CacheLayout layout, out IAddressSpace? space);
}
