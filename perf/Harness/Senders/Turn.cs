namespace MappingCache.Harness.Senders;

/// <summary>What some sends in a row have cost.</summary>
/// <param name="Sends">How many there were.</param>
/// <param name="CpuMicroseconds">Processor time of the sending process, of all its threads, in user mode and in the kernel.</param>
/// <param name="WallMicroseconds">From the first send's start to the last one's end.</param>
/// <param name="AllocatedBytes">Managed memory that was allocated; null where there is none.</param>
/// <param name="Collections">Collections of generation 0 and above; null where there are none.</param>
internal readonly record struct Turn(int Sends, double CpuMicroseconds, double WallMicroseconds, long? AllocatedBytes, int? Collections);
