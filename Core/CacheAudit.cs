namespace MappingCache;

/// <summary>Checks what must hold of a cache at rest: nobody acquires, releases or holds a window.</summary>
internal static unsafe class CacheAudit
{
    /// <summary>Checks every invariant.</summary>
    /// <returns>What is wrong, in words; empty when all is well.</returns>
    public static IReadOnlyList<string> Of<TSchedule>(CacheEngine<TSchedule> engine)
        where TSchedule : struct, ISchedulePoints
    {
        List<string> wrong = [];
        HashSet<int> spares = [.. engine.Supply.Spares.Quiet()];
        Dictionary<(FileEntry, long), int> mapped = SlotsAtRest(engine.Slots, spares, wrong);
        FreeListHoldsTheFree(engine.Slots, engine.Supply.Free, wrong);
        RetiredAreOutOfService(engine, wrong);
        ContentIsWhatSlotsMap(engine, wrong);
        DirectoriesNameTheirSlots(engine, mapped, wrong);
        if (engine.Loose.Count != 0)
        {
            wrong.Add($"{engine.Loose.Count} windows that are no slot's are still held");
        }

        if (engine.Supply.Waiters.Count != 0)
        {
            wrong.Add($"{engine.Supply.Waiters.Count} wait for a slot although none is pinned");
        }

        wrong.AddRange(engine.Leases?.Held ?? []);
        if (engine.Lights.CountHeld() is > 0 and int held)
        {
            wrong.Add($"{held} light windows are held");
        }

        return wrong;
    }

    /// <summary>Every slot is free, retired, spare or ready, without pins, and no two map the same window.</summary>
    private static Dictionary<(FileEntry, long), int> SlotsAtRest(SlotTable slots, HashSet<int> spares, List<string> wrong)
    {
        Dictionary<(FileEntry, long), int> mapped = [];
        for (int index = 0; index < slots.Count; index++)
        {
            // SAFETY: the index is below the count of slots taken.
            SlotState state = slots[index]->State;
            // One that was claimed may carry the mark of a fault.
            if (state.Pins != 0 && state.Phase != SlotPhase.Dying)
            {
                wrong.Add($"slot {index} carries {state.Pins} pins ({state.Phase})");
            }

            SlotOwner owner = slots.OwnerOf(index);
            switch (state.Phase)
            {
                case SlotPhase.Free or SlotPhase.Retired when owner == default:
                    break;
                case SlotPhase.Dying when owner != default && spares.Contains(index):
                    break;
                case SlotPhase.Ready or SlotPhase.Poisoned when owner.File is not null:
                    if (!mapped.TryAdd((owner.File, owner.Number), index))
                    {
                        wrong.Add($"slots {mapped[(owner.File, owner.Number)]} and {index} both map window {owner.Number} of one file");
                    }

                    break;
                default:
                    wrong.Add($"slot {index} is {state.Phase} at rest, {(owner.File is null ? "without" : "with")} a window");
                    break;
            }
        }

        return mapped;
    }

    /// <summary>The free list holds every free slot once, and nothing else; so free, mapped and retired make up all slots.</summary>
    private static void FreeListHoldsTheFree(SlotTable slots, FreeSlots free, List<string> wrong)
    {
        HashSet<int> listed = [];
        foreach (int index in free.Quiet())
        {
            if (!listed.Add(index))
            {
                wrong.Add($"the free list comes round to slot {index} again");
                break;
            }

            // SAFETY: the free list holds indexes of slots taken.
            if (slots[index]->State.Phase != SlotPhase.Free)
            {
                wrong.Add($"slot {index} is on the free list, but {slots[index]->State.Phase}");
            }
        }

        for (int index = 0; index < slots.Count; index++)
        {
            // SAFETY: the index is below the count of slots taken.
            if (slots[index]->State.Phase == SlotPhase.Free && !listed.Contains(index))
            {
                wrong.Add($"slot {index} is free, but lost to the free list");
            }
        }
    }

    /// <summary>Slots that may be taken are in service or retired, and the resizer knows the retired ones.</summary>
    private static void RetiredAreOutOfService<TSchedule>(CacheEngine<TSchedule> engine, List<string> wrong)
        where TSchedule : struct, ISchedulePoints
    {
        HashSet<int> known = [.. engine.Resizer.Retired];
        for (int index = 0; index < engine.Slots.Count; index++)
        {
            // SAFETY: the index is below the count of slots taken.
            if ((engine.Slots[index]->State.Phase == SlotPhase.Retired) != known.Contains(index))
            {
                wrong.Add($"slot {index} is {engine.Slots[index]->State.Phase}, but {(known.Contains(index) ? "" : "not ")}known to be retired");
            }
        }

        if (engine.SlotCount + engine.Resizer.Retired.Count != engine.Slots.Limit)
        {
            wrong.Add($"{engine.SlotCount} slots in service and {engine.Resizer.Retired.Count} retired are not the {engine.Slots.Limit} that may be taken");
        }
    }

    /// <summary>Windows and bytes are counted as the slots have them.</summary>
    private static void ContentIsWhatSlotsMap<TSchedule>(CacheEngine<TSchedule> engine, List<string> wrong)
        where TSchedule : struct, ISchedulePoints
    {
        int windows = 0;
        long bytes = 0;
        for (int index = 0; index < engine.Slots.Count; index++)
        {
            SlotOwner owner = engine.Slots.OwnerOf(index);
            windows += owner == default ? 0 : 1;
            bytes += owner.Bytes;
        }

        MappedContent content = engine.Supply.Content;
        if ((content.Windows, content.Bytes) != (windows, bytes))
        {
            wrong.Add($"{content.Windows} windows and {content.Bytes} bytes are counted, but slots map {windows} and {bytes}");
        }
    }

    /// <summary>Each entry names the slot that maps its window, in the slot's generation, and each mapped slot has its entry.</summary>
    private static void DirectoriesNameTheirSlots<TSchedule>(
        CacheEngine<TSchedule> engine, Dictionary<(FileEntry, long), int> mapped, List<string> wrong)
        where TSchedule : struct, ISchedulePoints
    {
        int entries = 0;
        int open = 0;
        foreach (FileEntry file in engine.Files.ToArray())
        {
            int windows = 0;
            foreach (long window in file.Directory.Windows())
            {
                windows++;
                DirectoryEntry entry = file.Directory.Read(window);
                if (!mapped.TryGetValue((file, window), out int index) || index != entry.Slot)
                {
                    wrong.Add($"window {window} of {file.Identity} names slot {entry.Slot}, which does not map it");
                }
                else if (engine.Slots[index]->State.Generation != entry.Generation)
                {
                    // SAFETY (above): the entry's slot is among the mapped ones, so within the table.
                    wrong.Add($"window {window} of {file.Identity} names slot {entry.Slot} in another generation");
                }
            }

            entries += windows;
            if (file.Windows != windows)
            {
                wrong.Add($"{file.Identity} counts {file.Windows} windows, but has {windows} entries");
            }

            if (file.References == 0 && windows == 0)
            {
                wrong.Add($"{file.Identity} is neither open nor mapped, but still known");
            }

            if (windows != 0 && file.Lease is { IsLost: true })
            {
                wrong.Add($"{file.Identity} has {windows} windows mapped without the lease that it lost");
            }

            open += file.Os is null ? 0 : 1;
            if (file.References == 0 && file.Os is not null)
            {
                wrong.Add($"{file.Identity} has 0 references, and its descriptor is open");
            }

            if (file.Uses != 0)
            {
                wrong.Add($"{file.Identity} has its descriptor used {file.Uses} times at rest");
            }
        }

        if (open != engine.Files.Descriptors || open > engine.Layout.MaxDescriptors)
        {
            wrong.Add($"{open} descriptors are open, {engine.Files.Descriptors} are counted, and {engine.Layout.MaxDescriptors} may be");
        }

        if (entries != mapped.Count)
        {
            wrong.Add($"{mapped.Count} slots map windows, but {entries} windows have entries");
        }
    }
}
