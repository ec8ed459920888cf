using System.Numerics;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// One file's windows: which slot maps each of them. One entry a window, set and cleared by a single word, which is
/// why a window never has two live mappings.
/// </summary>
/// <remarks>
/// Two levels, so that a huge file costs what is touched of it: a root of blocks, and blocks made when a window of
/// theirs is first mapped. Only the first block is there from the start: it holds all the windows of most files, and
/// whoever keeps it at hand finds an entry by one load. The root grows with the file; blocks never move, so an entry's
/// place is the same for ever.
/// </remarks>
internal sealed class WindowDirectory
{
    // A block of 8 entries fills one and a half cache lines; fewer would not save memory. 32,768 entries are 256 KiB, and
    // hold 8 GiB of a file at the default window size: beyond the first block a hit takes a call more.
    private const int MinBlockShift = 3;
    private const int MaxBlockShift = 15;

    // A root of 2^24 blocks (128 MiB) reaches 2^39 windows of a large file: 128 PiB at the default window size.
    private const int MaxBlocks = 1 << 24;

    // Blocks are made seldom; one lock for all files saves each its own.
    private static readonly Lock s_growth = new();

    private readonly int _blockShift;
    private ulong[]?[] _root;

    /// <summary>Makes an empty directory.</summary>
    /// <param name="windows">How many windows the file has now; it may grow.</param>
    public WindowDirectory(long windows)
    {
        _blockShift = Math.Clamp(BitOperations.Log2((ulong)Math.Max(windows, 1) * 2 - 1), MinBlockShift, MaxBlockShift);
        FirstBlock = new ulong[1 << _blockShift];
        _root = [FirstBlock];
    }

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

        long wanted = window >> _blockShift;
        if (wanted >= MaxBlocks)
        {
            throw new NotSupportedException(
                $"The cache keeps track of {(long)MaxBlocks << _blockShift:N0} windows of this file; choose a larger WindowSize to reach further into it.");
        }

        lock (s_growth)
        {
            int index = (int)wanted;
            ulong[]?[] root = _root;
            if (index >= root.Length)
            {
                // Doubling, so that a file that grows window by window copies its root seldom.
                Array.Resize(ref root, Math.Max(index + 1, Math.Min(root.Length * 2, MaxBlocks)));
                Volatile.Write(ref _root, root);
            }

            if (root[index] is null)
            {
                Volatile.Write(ref root[index], new ulong[1 << _blockShift]);
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
        ulong[]?[] root = Volatile.Read(ref _root);
        for (int b = 0; b < root.Length; b++)
        {
            ulong[]? block = Volatile.Read(ref root[b]);
            for (int i = 0; i < block?.Length; i++)
            {
                if (Volatile.Read(ref block[i]) != 0)
                {
                    yield return ((long)b << _blockShift) + i;
                }
            }
        }
    }

    private ulong[]? Block(long window)
    {
        // Acquire: pairs with the publication of a block in Reserve, so that its entries are seen.
        ulong[]?[] root = Volatile.Read(ref _root);
        ulong index = (ulong)window >> _blockShift;
        return index < (ulong)root.Length ? Volatile.Read(ref root[index]) : null;
    }

    private ref ulong Entry(long window)
    {
        ulong[] block = Block(window)!;
        return ref block[(int)window & (block.Length - 1)];
    }
}
