using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// What one thread has of one cache to itself, in native memory: the counts of its hits, and the windows that it holds
/// without anybody else knowing, each named by its directory entry in a place of this record. Only the thread itself
/// writes; who wants to evict a slot reads.
/// </summary>
/// <remarks>
/// The thread names an entry, with its light bit, then looks whether the entry still stands so; who evicts claims the
/// slot, takes the light bit away, passes a process-wide barrier, then reads the names. So either the thread finds the
/// bit gone and withdraws, or the name is found and the slot is given back. The barrier is on the evictor's side alone:
/// neither naming nor ending takes a locked instruction.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 5 * Alignment)]
internal unsafe struct ThreadRecord
{
    /// <summary>Most places, and most light windows of one thread in one cache.</summary>
    public const int MaxPlaces = 64;

    /// <summary>Two cache lines, which some processors fetch in pairs: what two threads write all the time must not share one.</summary>
    public const int Alignment = 128;

    // Stands in the first place of a thread that may not use light windows yet; the name of no slot.
    private const ulong Barred = ulong.MaxValue;

    /// <summary>A record in which no thread may name anything, so that who has none need not be told apart.</summary>
    public static readonly ThreadRecord* Nobodys = Make();

    private long _hits;
    private long _lightHits;
    private int _reserve;

    // After what is written all the time, and long: so two records never share a line that both their threads write.
    private fixed ulong _places[MaxPlaces];

    /// <summary>Makes a record that no thread uses yet, and that may name nothing.</summary>
    public static ThreadRecord* Make()
    {
        // SAFETY: the caller frees it, once no thread finds it any more.
        ThreadRecord* record = (ThreadRecord*)NativeMemory.AlignedAlloc((nuint)sizeof(ThreadRecord), Alignment);
        *record = default;
        record->Bar();
        return record;
    }

    /// <summary>Windows given out that were mapped already, light ones too. Others may see it late.</summary>
    public long Hits => Volatile.Read(ref _hits) + LightHits;

    /// <summary>Those of them that were light.</summary>
    public long LightHits => Volatile.Read(ref _lightHits);

    private bool IsAdmitted => _places[0] != Barred;

    /// <summary>Whether the thread may hold that many light windows.</summary>
    public bool IsAdmittedFor(int reserve) => IsAdmitted && _reserve == reserve;

    // One writer, so no interlocked operation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddHit() => _hits++;

    /// <summary>The window named is held from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLightHit() => _lightHits++;

    /// <summary>Keeps the thread from holding light windows until it is admitted. For a record that no thread uses.</summary>
    public void Bar() => _places[0] = Barred;

    /// <summary>The thread may hold that many from now on, at least one; those that it holds already are not touched.</summary>
    public void Admit(int reserve)
    {
        _reserve = reserve;
        if (!IsAdmitted)
        {
            _places[0] = 0;
        }
    }

    /// <summary>Names an entry in the first place. The caller then looks at the entry again, and withdraws the name by <see cref="End"/> if it came too late.</summary>
    /// <returns>False when the place is taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNameFirst(DirectoryEntry entry, out ulong* place)
    {
        // SAFETY: a record lies in native memory and does not move.
        place = (ulong*)Unsafe.AsPointer(ref _places[0]);
        if (*place != 0)
        {
            place = null;
            return false;
        }

        // Volatile, so that the JIT does not move the look at the entry before it; the processor may, and pairs with the
        // process-wide barrier that is passed before Names.
        Volatile.Write(ref *place, entry.Word);
        return true;
    }

    /// <summary>Names an entry in any free place, as <see cref="TryNameFirst"/> does.</summary>
    /// <returns>The place; null when none is free.</returns>
    public ulong* Name(DirectoryEntry entry)
    {
        for (int i = 0; i < _reserve; i++)
        {
            if (_places[i] == 0)
            {
                // SAFETY: as in TryNameFirst.
                ulong* place = (ulong*)Unsafe.AsPointer(ref _places[i]);

                // As in TryNameFirst.
                Volatile.Write(ref *place, entry.Word);
                return place;
            }
        }

        return null;
    }

    /// <summary>Takes the name out of a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End(ulong* place)
    {
        // Release: what was read of the window is read before. Pairs with Names.
        Volatile.Write(ref *place, 0);
    }

    /// <summary>Whether an entry is named in one of the first places.</summary>
    public bool Names(DirectoryEntry entry, int places)
    {
        DirectoryEntry name = entry.WithLight;
        for (int place = 0; place < places; place++)
        {
            if (NameIn(place) == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is named in a place. Acquire: who finds a name gone may write to the slot. Pairs with <see cref="End"/>.</summary>
    public DirectoryEntry NameIn(int place)
    {
        ulong name = Volatile.Read(ref _places[place]);
        return new DirectoryEntry(name == Barred ? 0 : name);
    }

    /// <summary>Withdraws every name. For a record whose thread has ended.</summary>
    /// <returns>What was named.</returns>
    public List<DirectoryEntry> TakeNames()
    {
        List<DirectoryEntry> names = [];
        for (int place = 0; place < MaxPlaces; place++)
        {
            if (NameIn(place) is { IsEmpty: false } name)
            {
                names.Add(name);
                Volatile.Write(ref _places[place], 0);
            }
        }

        return names;
    }
}
