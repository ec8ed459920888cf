namespace MappingCache.Tests.Chaos;

/// <summary>A broken twin: says of a window that it was swapped for a copy, and leaves it mapped.</summary>
internal sealed class UnswappedSpace(IAddressSpace inner) : TwinSpace(inner)
{
    public override OsError SwapForCopy(int slot, IOsFile file, long offset, int length) => OsError.None;
}
