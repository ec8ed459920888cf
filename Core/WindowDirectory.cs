using System.Numerics;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// One file's windows: which slot maps each of them. One entry a window, set and cleared by a single word, which is
/// why a window never has two live mappings.
/// </summary>
/// <remarks>
/// The first block is there from the start: it holds all the windows of most files, and whoever keeps it at hand finds
/// an entry by one load. What lies beyond it is made when it is touched, so that a huge file costs what is touched of
/// it: a root of regions, regions of leaves, leaves of entries. Root and regions grow by doubling; the first block and
/// leaves never move, so an entry's place is the same for ever.
/// </remarks>
internal sealed class WindowDirectory
{
    // A first block of 8 entries fills one and a half cache lines; fewer would not save memory. 32,768 entries are
    // 256 KiB, and hold 8 GiB of a file at the default window size: beyond the first block a hit takes a call more.
    private const int MinFirstShift = 3;
    private const int MaxFirstShift = 15;

    // A leaf is 64 entries: one that is touched once costs 536 bytes, one that is full 8.4 an entry. A region of 512
    // leaves is as many windows as the largest first block.
    private const int LeafShift = 6;
    private const int RegionShift = 15;
    private const int LeavesOfRegion = 1 << (RegionShift - LeafShift);

    // What grows begins with so many places.
    private const int LeastPlaces = 8;

    // A root of 2^24 regions (128 MiB) reaches 2^39 windows of a large file: 128 PiB at the default window size.
    private const int MaxRegions = 1 << 24;

    // Leaves are made seldom; one lock for all files saves each its own.
    private static readonly Lock s_growth = new();

    private ulong[]?[]?[] _root = [];

    /// <summary>Makes an empty directory.</summary>
    /// <param name="windows">How many windows the file has now; it may grow.</param>
    public WindowDirectory(long windows) =>
        FirstBlock = new ulong[1 << Math.Clamp(BitOperations.Log2((ulong)Math.Max(windows, 1) * 2 - 1), MinFirstShift, MaxFirstShift)];

    /// <summary>The entries of the first windows; the same array for ever.</summary>
    public ulong[] FirstBlock { get; }

    /// <summary>What is known of a window: its entry at this moment, empty if it has none.</summary>
    public DirectoryEntry Read(long window)
    {
        ulong[]? block = Block(window);
        return block is null ? default : Read(block, (int)window & (block.Length - 1));
    }

    /// <summary>What a block says of one of its windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DirectoryEntry Read(ulong[] block, long index)
    {
        // Acquire: pairs with TryPublish, so that the slot's word is seen in the entry's generation or a later one.
        return new DirectoryEntry(Volatile.Read(ref block[index]));
    }

    /// <summary>Makes room for a window's entry: all that can fail, done before a slot is taken for it.</summary>
    /// <exception cref="NotSupportedException">The window lies further into the file than a directory reaches.</exception>
    public void Reserve(long window)
    {
        if (Block(window) is not null)
        {
            return;
        }

        long wanted = window >> RegionShift;
        if (wanted >= MaxRegions)
        {
            throw new NotSupportedException(
                $"The cache keeps track of {(long)MaxRegions << RegionShift:N0} windows of this file; choose a larger WindowSize to reach further into it.");
        }

        lock (s_growth)
        {
            ref ulong[]?[]? region = ref Place(ref _root!, (int)wanted, MaxRegions);
            ref ulong[]? leaf = ref Place(ref region, LeafOf(window), LeavesOfRegion);
            if (leaf is null)
            {
                Volatile.Write(ref leaf, new ulong[1 << LeafShift]);
            }
        }
    }

    /// <summary>Names the slot that is about to map a window, if none is named. The window was reserved before.</summary>
    /// <returns>Whether this call set the entry; if not, somebody else maps the window.</returns>
    public bool TryPublish(long window, DirectoryEntry entry)
    {
        // Full fence: the publisher looks next for waiters and for a closing cache, who look for entries after they
        // have made themselves known.
        bool published = Interlocked.CompareExchange(ref Entry(window), entry.Word, 0) == 0;
        Fence.AfterInterlocked();
        return published;
    }

    /// <summary>Lets light windows be held by an entry alone. The caller has pinned the entry's slot, so it is not being claimed.</summary>
    /// <returns>Whether they may; not when the window was detached meanwhile.</returns>
    public bool TryAllowLight(long window, DirectoryEntry entry)
    {
        ulong found = Interlocked.CompareExchange(ref Entry(window), entry.WithLight.Word, entry.WithoutLight.Word);
        return found == entry.WithoutLight.Word || found == entry.WithLight.Word;
    }

    /// <summary>Takes that back, if the window has this entry. Of what is no window's, nothing.</summary>
    public void ForbidLight(long window, DirectoryEntry entry)
    {
        if (Block(window) is not { } block)
        {
            return;
        }

        ref ulong place = ref block[(int)window & (block.Length - 1)];
        if (Volatile.Read(ref place) == entry.WithLight.Word)
        {
            // A claimant passes a process-wide barrier next, and looks for names; pairs with the look at the entry by a
            // thread that has named it. While a slot is claimed nobody sets the bit again, so the look before was enough.
            Interlocked.CompareExchange(ref place, entry.WithoutLight.Word, entry.WithLight.Word);
        }
    }

    /// <summary>Forgets a window. Only for the one who owns its entry: the claimant of its slot, its mapper, or who detached it.</summary>
    public void Clear(long window)
    {
        // Release: the slot is used for another window only after this.
        Volatile.Write(ref Entry(window), 0);
    }

    /// <summary>The windows that have an entry.</summary>
    public IEnumerable<long> Windows()
    {
        for (int i = 0; i < FirstBlock.Length; i++)
        {
            if (Volatile.Read(ref FirstBlock[i]) != 0)
            {
                yield return i;
            }
        }

        ulong[]?[]?[] root = Volatile.Read(ref _root);
        for (int r = 0; r < root.Length; r++)
        {
            ulong[]?[]? region = Volatile.Read(ref root[r]);
            for (int l = 0; l < region?.Length; l++)
            {
                ulong[]? leaf = Volatile.Read(ref region[l]);
                for (int i = 0; i < leaf?.Length; i++)
                {
                    if (Volatile.Read(ref leaf[i]) != 0)
                    {
                        yield return ((long)r << RegionShift) + ((long)l << LeafShift) + i;
                    }
                }
            }
        }
    }

    private static int LeafOf(long window) => (int)(window >> LeafShift) & (LeavesOfRegion - 1);

    // A place in an array, which is made larger if need be; doubling, so that a file that grows window by window copies
    // seldom. Under the lock. Release: pairs with Block, so that what is in the array is seen with it.
    private static ref T Place<T>(ref T[]? places, int index, int most)
    {
        T[]? found = places;
        if (index >= (found?.Length ?? 0))
        {
            Array.Resize(ref found, Math.Max(index + 1, Math.Clamp((found?.Length ?? 0) * 2, LeastPlaces, most)));
            Volatile.Write(ref places, found);
        }

        return ref found![index];
    }

    // The block that holds a window's entry: the first, or a leaf.
    private ulong[]? Block(long window)
    {
        if ((ulong)window < (ulong)FirstBlock.Length)
        {
            return FirstBlock;
        }

        // Acquire, each of the three: pairs with their publication in Reserve, so that what is in them is seen.
        ulong[]?[]?[] root = Volatile.Read(ref _root);
        ulong number = (ulong)window >> RegionShift;
        ulong[]?[]? region = number < (ulong)root.Length ? Volatile.Read(ref root[number]) : null;
        int leaf = LeafOf(window);
        return leaf < region?.Length ? Volatile.Read(ref region[leaf]) : null;
    }

    // Every block is a power of two long, and begins at a multiple of its length.
    private ref ulong Entry(long window)
    {
        ulong[] block = Block(window)!;
        return ref block[(int)window & (block.Length - 1)];
    }
}
