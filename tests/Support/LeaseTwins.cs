namespace MappingCache.Tests.Support;

/// <summary>Answers to a break of a lease that are broken on purpose, and must be caught.</summary>
internal static class LeaseTwins
{
    /// <summary>Ends the lease, and leaves all windows as they are: their readers see what is written.</summary>
    public static Action OnlyEndsIt(IOsFile file) => file.EndLease;

    /// <summary>Swaps every window for a copy, and leaves them in the directory: whoever comes later gets old bytes.</summary>
    public static Action LeavesEntries<TSchedule>(CacheEngine<TSchedule> engine, IOsFile file)
        where TSchedule : struct, ISchedulePoints => () =>
        {
            for (int index = 0; index < engine.Slots.Count; index++)
            {
                SlotOwner owner = engine.Slots.OwnerOf(index);
                if (owner.File?.Identity == file.Identity)
                {
                    _ = engine.Space.SwapForCopy(index, file, owner.Number << engine.Layout.WindowShift, owner.Bytes);
                }
            }

            file.EndLease();
        };
}
