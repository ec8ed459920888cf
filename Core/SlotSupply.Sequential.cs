namespace MappingCache;

/// <content>Room for sequential readers.</content>
internal sealed unsafe partial class SlotSupply<TSchedule>
{
    // A reader may still hold the last window while it asks for the next.
    private const int Behind = 2;

    /// <summary>
    /// When there is no room, makes a spare of the slot that a sequential reader has left behind, if nobody else has used
    /// it: a scan then goes round in its own slots, and neither evicts nor ages what others use.
    /// </summary>
    /// <param name="file">The reader's file.</param>
    /// <param name="window">The window that it wants next.</param>
    public void DropBehind(FileEntry file, long window)
    {
        if (_slots.Count < _slots.Limit || !_free.IsEmpty || !_spares.IsEmpty)
        {
            return;
        }

        for (long left = window - 1; left >= Math.Max(0, window - Behind); left--)
        {
            DirectoryEntry entry = file.Directory.Read(left);
            SlotState state = _slots[entry.Slot]->State;
            if (!entry.IsEmpty && state.IsReady(entry.Generation) && state is { Pins: 0, Use: 0 })
            {
                TryMakeSpare(entry.Slot, state);
                return;
            }
        }
    }
}
