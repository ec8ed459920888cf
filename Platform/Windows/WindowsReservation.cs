namespace MappingCache.Platform.Windows;

/// <summary>
/// One range of addresses made of placeholders, which nobody else can map into: one for each slot, and one for all the
/// slots that are not in use yet. What is mapped takes the place of a placeholder of exactly its size, so a slot whose
/// window is shorter is parted in two, and joined again when another size is wanted.
/// </summary>
/// <remarks>
/// For each slot there is one caller at a time; slots are independent. A call that fails leaves placeholders, never a
/// hole: a slot that is parted stays so, and the next call goes on from there.
/// </remarks>
internal sealed unsafe class WindowsReservation : IDisposable
{
    // SAFETY (whole type): every address lies in the range, which is this object's until it is disposed, and in a slot
    // that its one caller owns, so nobody reads what is unmapped or replaced there.

    private const int Idle = 0;
    private const int Growing = 1;
    private const int Disposed = 2;

    private readonly nuint _size;
    private readonly byte* _base;
    private readonly WindowsSlot[] _slots;
    private int _count;
    private int _state;

    private WindowsReservation(byte* start, int slots, nuint size)
    {
        _base = start;
        _size = size;
        _slots = new WindowsSlot[slots];
    }

    /// <summary>The first address of slot 0, aligned to a slot.</summary>
    public byte* Base => _base;

    /// <summary>Reserves a range.</summary>
    /// <param name="slots">Slots that there are to be addresses for.</param>
    /// <param name="count">Slots that are to be used now.</param>
    /// <param name="size">Bytes of a slot; a power of two.</param>
    /// <param name="reservation">The range.</param>
    public static OsError TryMake(int slots, int count, int size, out WindowsReservation? reservation)
    {
        reservation = null;
        nuint align = (nuint)size;
        nuint wanted = (nuint)slots * align;
        byte* got = (byte*)VirtualAlloc2(
            GetCurrentProcess(), null, wanted + align, MEM.MEM_RESERVE | MEM.MEM_RESERVE_PLACEHOLDER, PAGE.PAGE_NOACCESS, null, 0);
        if (got == null)
        {
            return WindowsErrors.LastOfMemory();
        }

        // One slot too many, to find an aligned range in it. The ends are given back.
        byte* start = (byte*)(((nuint)got + align - 1) & ~(align - 1));
        OsError error = GiveBackEnds(got, got + wanted + align, start, start + wanted);
        if (error.IsError)
        {
            return error;
        }

        reservation = new WindowsReservation(start, slots, align);
        error = reservation.Extend(count);
        if (error.IsError)
        {
            reservation.Dispose();
            reservation = null;
        }

        return error;
    }

    /// <summary>Where a slot begins.</summary>
    public byte* AddressOf(int slot) => _base + ((nuint)slot * _size);

    /// <summary>Makes placeholders for so many slots. One caller at a time.</summary>
    public OsError Extend(int count)
    {
        if (Interlocked.CompareExchange(ref _state, Growing, Idle) != Idle)
        {
            return new OsError(OsErrorKind.Closed);
        }

        OsError error = OsError.None;
        while (_count < count && !error.IsError)
        {
            // The last slot is what is left when all the others have been parted off.
            error = _count == _slots.Length - 1 || VirtualFree(AddressOf(_count), _size, MEM.MEM_RELEASE | MEM.MEM_PRESERVE_PLACEHOLDER)
                ? OsError.None
                : WindowsErrors.LastOfMemory();
            if (!error.IsError)
            {
                _slots[_count++].Part = (int)_size;
            }
        }

        // Full fence: either this finds that the range was disposed meanwhile, or who disposes it that this is over.
        if (Interlocked.CompareExchange(ref _state, Idle, Growing) != Growing)
        {
            GiveBack();
            return new OsError(OsErrorKind.Closed);
        }

        return error;
    }

    /// <summary>Empties a slot, and makes its first part a placeholder of a size.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="part">The size: a whole number of pages, at most a slot's.</param>
    public OsError Clear(int slot, nuint part)
    {
        OsError error = Clear(slot);
        ref WindowsSlot place = ref _slots[slot];
        if (error.IsError || (nuint)place.Part == part)
        {
            return error;
        }

        if ((nuint)place.Part != _size)
        {
            if (!VirtualFree(AddressOf(slot), _size, MEM.MEM_RELEASE | MEM.MEM_COALESCE_PLACEHOLDERS))
            {
                return WindowsErrors.LastOfMemory();
            }

            place.Part = (int)_size;
        }

        if (part != _size)
        {
            if (!VirtualFree(AddressOf(slot), part, MEM.MEM_RELEASE | MEM.MEM_PRESERVE_PLACEHOLDER))
            {
                return WindowsErrors.LastOfMemory();
            }

            place.Part = (int)part;
        }

        return OsError.None;
    }

    /// <summary>Empties a slot; it stays parted as it is.</summary>
    public OsError Clear(int slot)
    {
        ref WindowsSlot place = ref _slots[slot];
        bool cleared = place.Content switch
        {
            WindowsSlotContent.View => UnmapViewOfFile2(GetCurrentProcess(), AddressOf(slot), MEM.MEM_PRESERVE_PLACEHOLDER),
            WindowsSlotContent.Memory => VirtualFree(AddressOf(slot), (nuint)place.Part, MEM.MEM_RELEASE | MEM.MEM_PRESERVE_PLACEHOLDER),
            _ => true,
        };
        if (!cleared)
        {
            return WindowsErrors.LastOfMemory();
        }

        place.Content = WindowsSlotContent.Nothing;
        return OsError.None;
    }

    /// <summary>Maps a view in the place of an empty slot's first part, and of all of it.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="section">The section, which the caller holds. It reaches into the part's last page, or beyond.</param>
    /// <param name="offset">Where the view begins in it: a whole number of pages.</param>
    public OsError MapView(int slot, WindowsSection section, long offset)
    {
        ref WindowsSlot place = ref _slots[slot];

        // Where the section ends within the last page, a whole number of pages would be refused; the system makes whole
        // pages of what is left itself, and it is those that have to match the placeholder.
        nuint size = (nuint)Math.Min(place.Part, section.Length - offset);
        if (MapViewOfFile3(section.Handle, GetCurrentProcess(), AddressOf(slot), (ulong)offset, size, MEM.MEM_REPLACE_PLACEHOLDER, PAGE.PAGE_READONLY, null, 0) == null)
        {
            return WindowsErrors.LastOfMemory();
        }

        place.Content = WindowsSlotContent.View;
        return OsError.None;
    }

    /// <summary>Puts fresh memory in the place of an empty slot's first part, and of all of it.</summary>
    public OsError Allocate(int slot)
    {
        ref WindowsSlot place = ref _slots[slot];
        if (VirtualAlloc2(GetCurrentProcess(), AddressOf(slot), (nuint)place.Part, MEM.MEM_RESERVE | MEM.MEM_COMMIT | MEM.MEM_REPLACE_PLACEHOLDER, PAGE.PAGE_READWRITE, null, 0) == null)
        {
            return WindowsErrors.LastOfMemory();
        }

        place.Content = WindowsSlotContent.Memory;
        return OsError.None;
    }

    /// <summary>Gives the range back, with all that is mapped in it.</summary>
    public void Dispose()
    {
        // Full fence, as above. Whoever extends the range just now gives it back in this one's place.
        if (Interlocked.Exchange(ref _state, Disposed) == Idle)
        {
            GiveBack();
        }
    }

    private static OsError GiveBackEnds(byte* from, byte* to, byte* start, byte* end)
    {
        // Parted off first, so that what is released is a placeholder of its own; what is left in between is one, too.
        bool parted = VirtualFree(start, (nuint)(end - start), MEM.MEM_RELEASE | MEM.MEM_PRESERVE_PLACEHOLDER);
        OsError error = parted ? OsError.None : WindowsErrors.LastOfMemory();
        if (!parted || from < start)
        {
            _ = VirtualFree(from, 0, MEM.MEM_RELEASE);
        }

        if (parted && end < to)
        {
            _ = VirtualFree(end, 0, MEM.MEM_RELEASE);
        }

        return error;
    }

    private void GiveBack()
    {
        for (int slot = 0; slot < _count; slot++)
        {
            WindowsSlot place = _slots[slot];
            _ = place.Content == WindowsSlotContent.View
                ? UnmapViewOfFile2(GetCurrentProcess(), AddressOf(slot), 0)
                : VirtualFree(AddressOf(slot), 0, MEM.MEM_RELEASE);
            if ((nuint)place.Part != _size)
            {
                _ = VirtualFree(AddressOf(slot) + place.Part, 0, MEM.MEM_RELEASE);
            }
        }

        if (_count < _slots.Length)
        {
            _ = VirtualFree(AddressOf(_count), 0, MEM.MEM_RELEASE);
        }
    }
}
