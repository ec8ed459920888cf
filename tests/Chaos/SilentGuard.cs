using System.Runtime.InteropServices;

namespace MappingCache.Tests.Chaos;

/// <summary>A broken twin: faults are noted where nobody looks, so that no window is ever poisoned.</summary>
internal sealed unsafe class SilentGuard(IAddressSpace inner, int slots) : IAddressSpace
{
    // SAFETY (whole type): a line for each slot, and two numbers behind them, freed after the guard has let go of the range.
    private readonly Slot* _lines = (Slot*)NativeMemory.AlignedAlloc((nuint)(slots + 1) * (nuint)sizeof(Slot), (nuint)sizeof(Slot));

    public AddressSpaceTraits Traits => inner.Traits;

    public byte* Base => inner.Base;

    public bool IsGuardFirst => inner.IsGuardFirst;

    public OsError Guard(FaultNotes notes)
    {
        NativeMemory.Clear(_lines, (nuint)(slots + 1) * (nuint)sizeof(Slot));
        return inner.Guard(new FaultNotes(_lines, (int*)(_lines + slots), (ulong*)(_lines + slots) + 1));
    }

    public OsError Open(string path, string? within, out IOsFile? file) => inner.Open(path, within, out file);

    public OsError Map(int slot, IOsFile file, long offset, long length) => inner.Map(slot, file, offset, length);

    public OsError Populate(int slot, long length) => inner.Populate(slot, length);

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read) => inner.Copy(slot, file, offset, length, out read);

    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length) => inner.SwapForCopy(slot, file, offset, length);

    public OsError Unmap(int slot) => inner.Unmap(slot);

    public bool TryAllow(int slots, out string refusal) => inner.TryAllow(slots, out refusal);

    public OsError Identify(string path, out FileIdentity identity) => inner.Identify(path, out identity);

    public void Dispose()
    {
        inner.Dispose();
        NativeMemory.AlignedFree(_lines);
    }
}
