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
        IReadOnlyList<MappedArea> areas = MappedAreas.Within(start, start + (ulong)engine.Layout.ReservedBytes);
        ulong covered = areas.Aggregate(0UL, static (sum, area) => sum + area.Length);
        if (covered != (ulong)engine.Layout.ReservedBytes)
        {
            wrong.Add($"{(ulong)engine.Layout.ReservedBytes - covered} bytes of the range are holes");
        }

        for (int index = 0; index < engine.Slots.Count; index++)
        {
            // SAFETY: the index is below the count of slots taken.
            SlotPhase phase = engine.Slots[index]->State.Phase;
            ulong address = start + ((ulong)index * size);
            MappedArea[] inSlot = [.. areas.Where(area => area.Start < address + size && area.End > address)];

            // A spare is still mapped to whatever it was.
            string? difference = phase switch
            {
                SlotPhase.Dying => null,
                SlotPhase.Ready => Compare(engine, index, address, inSlot),
                _ => inSlot.All(static area => area.Kind == MappedAreaKind.Reserved) ? null : "nothing",
            };
            if (difference is not null)
            {
                wrong.Add($"slot {index} is {phase} and should map {difference}, but the system has {string.Join(", ", inSlot.AsEnumerable())}");
            }
        }

        return wrong;
    }

    private static string? Compare<TSchedule>(CacheEngine<TSchedule> engine, int index, ulong address, MappedArea[] areas)
        where TSchedule : struct, ISchedulePoints
    {
        SlotOwner owner = engine.Slots.OwnerOf(index);
        long offset = owner.Number << engine.Layout.WindowShift;
        bool coversPastEnd = engine.Space.Traits.CoversPastEnd;
        if (owner.Copied is { } copied ? copied.Length <= offset : owner.Bytes == 0 && !coversPastEnd)
        {
            return areas.All(static area => area.Kind == MappedAreaKind.Reserved) ? null : "nothing, for its file has ended before it";
        }

        // A mapping that ends with its file leaves the rest of the slot reserved.
        ulong size = (ulong)engine.Layout.WindowSize;
        ulong length = coversPastEnd || owner.Copied is not null ? size : RoundUp((ulong)owner.Bytes);
        MappedArea first = areas[0];
        bool isWhole = first.Start <= address && first.End >= address + length &&
            areas.Skip(1).All(static area => area.Kind == MappedAreaKind.Reserved) && (length == size || first.End == address + length);
        if (owner.Copied is not null)
        {
            return isWhole && first.Kind == MappedAreaKind.Memory ? null : "a copy";
        }

        bool isAtOffset = first.Offset is null || first.Offset + (long)(address - first.Start) == offset;
        return isWhole && first.Kind == MappedAreaKind.File && first.File == Number(owner) && isAtOffset
            ? null
            : $"{length} bytes of file {Number(owner)} at {offset}";
    }

    private static UInt128 Number(SlotOwner owner) => owner.File.Identity.Number;

    private static ulong RoundUp(ulong bytes)
    {
        ulong page = (ulong)Environment.SystemPageSize;
        return (bytes + page - 1) & ~(page - 1);
    }
}
