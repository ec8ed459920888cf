using System.Runtime.InteropServices;

namespace MappingCache.Tests.Chaos;

/// <summary>A broken twin: faults are noted where nobody looks, so that no window is ever poisoned.</summary>
internal sealed unsafe class SilentGuard(IAddressSpace inner, int slots) : TwinSpace(inner)
{
    // SAFETY (whole type): a line for each slot, and two numbers behind them, freed after the guard has let go of the range.
    private readonly Slot* _lines = (Slot*)NativeMemory.AlignedAlloc((nuint)(slots + 1) * (nuint)sizeof(Slot), (nuint)sizeof(Slot));

    public override OsError Guard(FaultNotes notes)
    {
        NativeMemory.Clear(_lines, (nuint)(slots + 1) * (nuint)sizeof(Slot));
        return Inner.Guard(new FaultNotes(_lines, (int*)(_lines + slots), (ulong*)(_lines + slots) + 1));
    }

    public override void Dispose()
    {
        base.Dispose();
        NativeMemory.AlignedFree(_lines);
    }
}
