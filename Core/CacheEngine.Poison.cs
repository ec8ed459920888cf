namespace MappingCache;

/// <content>Windows with pages that could not be had: whoever holds one reads zeros there, and nobody else shall have it.</content>
internal sealed unsafe partial class CacheEngine<TSchedule>
{
    /// <summary>What the user should know of this cache: what was lowered when it was made, and, asked of the system now, whether the guard is still in its place.</summary>
    public IReadOnlyList<string> Notices => _space.IsGuardFirst ? _layout.Notices : [.. _layout.Notices, ErrorMessages.GuardDisplaced];

    // Without a guard nothing is mapped, unless the user wants it so.
    private CacheLayout Guarded(CacheLayout layout)
    {
        OsError error = layout.SurvivesFaults ? _space.Guard(_slots.FaultNotes) : OsError.None;
        return error.IsError ? layout with { Copy = CopyMode.Always, Notices = [.. layout.Notices, ErrorMessages.Unguarded(error)] } : layout;
    }

    // Every release and every slow way to a light window comes by here while there may be something to see to.
    private void LookForPoison()
    {
        if (!_waiters.MayBePoisoned && !Lights.AreBarred)
        {
            return;
        }

        // First, so that a fault which this look misses is looked for again. Where light windows are barred and there is
        // no poison noted, whoever noted it was slower to bar them than another look to find it, or others are about to
        // clear an entry.
        _waiters.TakePoison();
        for (int index = 0; index < _slots.Count; index++)
        {
            SlotState state = StateOf(index);
            if (state.Phase == SlotPhase.Poisoned)
            {
                DetachPoisoned(index, state);
            }
        }

        Lights.Unbar();
    }

    // Out of its directory; the last of those who hold it frees the slot.
    private void DetachPoisoned(int index, SlotState seen)
    {
        Slot* slot = _slots[index];
        if (!slot->TryDetach(seen.Generation))
        {
            return;
        }

        // The owner stays while the pin does.
        SlotOwner owner = _slots.OwnerOf(index);
        owner.File.Directory.Clear(owner.Number);
        _files.RemoveWindow(owner.File);
        Counters.AddGivenUp(needed: false);
        Release(slot);
    }
}
