namespace MappingCache;

/// <summary>
/// The terms of light windows, and the evictor's side of them: whether a thread holds a slot's mapping by a name in its
/// record. Costs nothing until the first light window is acquired.
/// </summary>
/// <param name="records">The records of all threads.</param>
/// <param name="slots">The slots.</param>
/// <param name="isOff">Whether there are none: strict LRU has to be told of every release.</param>
internal sealed unsafe class LightPins(ThreadRecords records, SlotTable slots, bool isOff)
{
    private readonly Lock _lock = new();
    private int _reserve;
    private int _places;
    private int _inUse;

    /// <summary>Whether there are no light windows in this cache.</summary>
    public bool IsOff => isOff;

    /// <summary>Whether any thread has ever wanted a light window. Read after a full fence, by whoever has claimed a slot or queued up; pairs with the fence in <see cref="Admit"/>, so that either this is true or the thread sees what was done before.</summary>
    public bool InUse => Volatile.Read(ref _inUse) != 0;

    /// <summary>Light windows that a thread may hold at once. Lowered, it takes no window away, nor does it count those that are held then.</summary>
    public int Reserve
    {
        get => Volatile.Read(ref _reserve);
        set
        {
            lock (_lock)
            {
                // The scan looks as far as any thread was ever allowed to write: first this, then the new terms, which
                // a thread has seen before it writes further.
                Volatile.Write(ref _places, Math.Max(_places, value));
                Volatile.Write(ref _reserve, value);
                records.ChangeTerms(IsAllowed, IsPoisoned);
            }
        }
    }

    /// <summary>Whether whoever noted a fault has barred all light windows, until <see cref="Unbar"/>.</summary>
    public bool AreBarred => IsAllowed && records.LightIsBarred;

    private bool IsAllowed => Reserve > 0 && !isOff;

    /// <summary>Allows light windows again, unless there is poison by now, or still.</summary>
    public void Unbar()
    {
        lock (_lock)
        {
            records.ChangeTerms(IsAllowed, IsPoisoned);
        }
    }

    /// <summary>Light windows that are held now; exact when no thread acquires or releases any.</summary>
    public int CountHeld()
    {
        int held = 0;
        foreach (ThreadRecord* record in records.All)
        {
            for (int place = 0; place < Volatile.Read(ref _places); place++)
            {
                held += record->NameIn(place).IsEmpty ? 0 : 1;
            }
        }

        return held;
    }

    /// <summary>The calling thread's record, if it may hold light windows; otherwise that of nobody.</summary>
    public ThreadRecord* GetAdmitted()
    {
        ThreadRecord* mine = records.TryGetForLight();
        return mine->IsAdmittedFor(Reserve) ? mine : Admit();
    }

    /// <summary>Lets the calling thread hold light windows, on the terms that hold now.</summary>
    /// <returns>Its record; that of nobody if it may hold none.</returns>
    private ThreadRecord* Admit()
    {
        int reserve = Reserve;
        if (isOff || reserve == 0)
        {
            return ThreadRecord.Nobodys;
        }

        ThreadRecord* mine = records.Mine;

        // Full fence: the record is among all, and lights are in use, before the thread pins a slot for a light
        // bit or reads an entry that it has named. Pairs with InUse, and with the look at all records, after a claim.
        Interlocked.Exchange(ref _inUse, 1);
        Interlocked.MemoryBarrier();
        mine->Admit(reserve);
        return mine;
    }

    /// <summary>Takes away the light bit of the entry that names a slot in a life: the next thread has to come by the slow path, where it finds the slot claimed, or leaves a use.</summary>
    public void Forbid(DirectoryEntry life)
    {
        // What was swapped before is swapped before this is read. Pairs with Admit.
        Fence.AfterInterlocked();
        if (InUse)
        {
            // Who does not own the slot may read another owner than the life's, or parts of two: no entry is this one then.
            SlotOwner owner = slots.OwnerOf(life.Slot);
            owner.File?.Directory.ForbidLight(owner.Number, life);
        }
    }

    /// <summary>Makes every name that a thread has written visible, and every claim visible to whoever names from now on.</summary>
    public void Barrier()
    {
        // What was swapped before is swapped before this is read. Pairs with Admit.
        Fence.AfterInterlocked();
        if (InUse)
        {
            Interlocked.MemoryBarrierProcessWide();
        }
    }

    // Whether an entry leads to a slot with faults, in whatever phase: it may be claimed, or about to lose its entry.
    private bool IsPoisoned()
    {
        for (int index = 0; index < slots.Count; index++)
        {
            if (slots[index]->Faults != 0)
            {
                // As in Forbid: any owner may be read, and no entry is this one then.
                SlotOwner owner = slots.OwnerOf(index);
                DirectoryEntry life = new(index, slots[index]->State.Generation);
                if (owner.File?.Directory.Read(owner.Number).WithoutLight == life)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a thread names an entry. Certain after <see cref="Barrier"/>; before it, a name may not be seen yet.</summary>
    public bool Hold(DirectoryEntry entry)
    {
        if (!InUse)
        {
            return false;
        }

        int places = Volatile.Read(ref _places);
        foreach (ThreadRecord* record in records.All)
        {
            if (record->Names(entry, places))
            {
                return true;
            }
        }

        return false;
    }
}
