namespace MappingCache.Tests.Schedules;

/// <summary>Who holds the slots: for each, the window that its holders see, how many they are, and whether the window was invalidated since they came.</summary>
/// <param name="Word">A byte for each slot.</param>
internal readonly record struct HoldState(ulong Word)
{
    public const int MostSlots = 8;
    public const int MostWindows = 8;
    public const int MostHolds = 15;

    private const int Detached = 0x80;

    public int Holds(int slot) => ByteOf(slot) & 0x0F;

    public int Window(int slot) => (ByteOf(slot) >> 4) & 0x07;

    public bool IsDetached(int slot) => (ByteOf(slot) & Detached) != 0;

    /// <summary>The slot that is held for a window and gives it to others too; -1 if there is none.</summary>
    public int SlotOf(int window)
    {
        for (int slot = 0; slot < MostSlots; slot++)
        {
            if (Holds(slot) > 0 && Window(slot) == window && !IsDetached(slot))
            {
                return slot;
            }
        }

        return -1;
    }

    public HoldState Hold(int slot, int window) =>
        Holds(slot) < MostHolds ? With(slot, (window << 4) | (Holds(slot) + 1)) : throw new NotSupportedException($"More than {MostHolds} hold slot {slot}.");

    public HoldState Release(int slot) => With(slot, Holds(slot) == 1 ? 0 : ByteOf(slot) - 1);

    public HoldState Detach(int slot) => With(slot, ByteOf(slot) | Detached);

    private int ByteOf(int slot) => (int)(Word >> (slot * 8)) & 0xFF;

    private HoldState With(int slot, int value) => new((Word & ~(0xFFUL << (slot * 8))) | ((ulong)value << (slot * 8)));
}
