namespace MappingCache.Tests.Support;

/// <summary>Compares what a cache at rest believes with what the kernel has mapped: every ready slot maps its window of its file, every other nothing, and the range has no hole.</summary>
internal static unsafe class KernelAudit
{
    /// <returns>What differs, in words; empty when they agree.</returns>
    public static IReadOnlyList<string> Of<TSchedule>(CacheEngine<TSchedule> engine)
        where TSchedule : struct, ISchedulePoints
    {
        List<string> wrong = [];
        ulong start = (ulong)engine.Space.Base;
        ulong size = (ulong)engine.Layout.WindowSize;
        IReadOnlyList<LinuxMaps> areas = LinuxMaps.Within(start, start + (ulong)engine.Layout.ReservedBytes);
        ulong covered = areas.Aggregate(0UL, static (sum, area) => sum + (area.End - area.Start));
        if (covered != (ulong)engine.Layout.ReservedBytes)
        {
            wrong.Add($"{(ulong)engine.Layout.ReservedBytes - covered} bytes of the range are holes");
        }

        for (int index = 0; index < engine.Slots.Count; index++)
        {
            ulong address = start + ((ulong)index * size);

            // SAFETY: the index is below the count of slots taken.
            SlotPhase phase = engine.Slots[index]->State.Phase;
            if (phase == SlotPhase.Dying)
            {
                // A spare, still mapped to whatever it was.
                continue;
            }

            if (phase != SlotPhase.Ready)
            {
                if (areas.Any(a => a.Start < address + size && a.End > address && a.Permissions != "---p"))
                {
                    wrong.Add($"slot {index} is {phase}, but something is still mapped there");
                }

                continue;
            }

            SlotOwner owner = engine.Slots.OwnerOf(index);
            long offset = owner.Number << engine.Layout.WindowShift;
            LinuxMaps? area = areas.SingleOrDefault(a => a.Start <= address && address + size <= a.End);
            if (owner.Copied is not null)
            {
                if (area is not { Permissions: "r--p", Inode: 0 })
                {
                    wrong.Add($"slot {index} should hold a copy, but the kernel has {area}");
                }

                continue;
            }

            if (area is not { Permissions: "r--s" } ||
                area.Inode != (ulong)owner.File.Identity.Number ||
                area.Offset + (long)(address - area.Start) != offset)
            {
                wrong.Add($"slot {index} should map inode {owner.File.Identity.Number} at {offset}, but the kernel has {area}");
            }
        }

        return wrong;
    }
}
