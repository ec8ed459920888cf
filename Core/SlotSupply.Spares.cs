namespace MappingCache;

/// <content>
/// Slots that were claimed together with one that was needed, since one barrier serves them all: out of their
/// directories, Dying, and still mapped, so that the next miss takes one as it would take an evicted one.
/// </content>
internal sealed partial class SlotSupply<TSchedule>
{
    private readonly FreeSlots _spares;

    /// <summary>The spares.</summary>
    public FreeSlots Spares => _spares;

    /// <summary>Unmaps the spares, for the free list or for those who wait.</summary>
    public void LetGoOfSpares()
    {
        while (_spares.TryPop(out int index))
        {
            PassOn(index);
        }
    }

    private void KeepSpares(ReadOnlySpan<DirectoryEntry> lives)
    {
        foreach (DirectoryEntry life in lives)
        {
            _spares.Push(life.Slot);
        }

        // The push is a full fence. Pairs with a waiter, who counts itself in before it looks for spares, and with who
        // closes, who says so before.
        if (_waiters.NeedsAttention)
        {
            LetGoOfSpares();
        }
    }
}
