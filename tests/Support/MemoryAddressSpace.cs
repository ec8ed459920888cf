using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Tests.Support;

/// <summary>An address space without an operating system: mapping a window writes its content into plain memory. Asserts what the contract asks of its callers.</summary>
internal sealed unsafe class MemoryAddressSpace : IAddressSpace
{
    // Bytes that no file has, so that whoever reads them notices.
    private const byte NoFile = 0xEE;

    private readonly Dictionary<string, MemoryFile.Facts> _files = [];
    private readonly int _windowSize;
    private readonly bool _coversPastEnd;
    private readonly int _slots;
    private readonly int[] _callers;
    private readonly (MemoryFile.Facts? File, long Offset)[] _mapped;
    private readonly byte[] _memory;
    private int _disposed;

    /// <summary>Reserves memory for a layout.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="coversPastEnd">Whether mappings show what is added to their file, as those of Linux do; otherwise they end with it, as those of Windows.</param>
    /// <param name="claimsToCover">Whether it says that its mappings show what is added; null for the truth.</param>
    public MemoryAddressSpace(CacheLayout layout, bool coversPastEnd = true, bool? claimsToCover = null)
    {
        Traits = new AddressSpaceTraits(claimsToCover ?? coversPastEnd, PopulateReadsAhead: !coversPastEnd, IdleTimeout: null);
        _coversPastEnd = coversPastEnd;
        _windowSize = layout.WindowSize;
        _slots = layout.MaxSlots;
        _callers = new int[_slots];
        _mapped = new (MemoryFile.Facts?, long)[_slots];

        _memory = GC.AllocateUninitializedArray<byte>(checked((int)layout.ReservedBytes + _windowSize), pinned: true);

        // SAFETY: the array is pinned, lives as long as this object, and has a window's room for the alignment.
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Base = (byte*)((start + (nuint)_windowSize - 1) & ~((nuint)_windowSize - 1));
    }

    public AddressSpaceTraits Traits { get; }

    public byte* Base { get; }

    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Slots that may be mapped at once, as the machine is made to allow.</summary>
    public int AllowedSlots { get; set; } = int.MaxValue;

    /// <summary>Slots that were last asked for.</summary>
    public int AskedSlots { get; private set; }

    /// <summary>Slots that map a file.</summary>
    public IReadOnlyList<int> MappedSlots => [.. Enumerable.Range(0, _slots).Where(slot => _mapped[slot].File is not null)];

    /// <summary>Takes a name away.</summary>
    public void Remove(string name) => _files.Remove(name);

    /// <summary>Times that pages were populated which nobody had asked the disk for: a system would have read all that its device reads ahead.</summary>
    public int BareReads { get; private set; }

    /// <summary>Makes a file that can be opened by a name.</summary>
    public MemoryFile.Facts Add(string name, long seed, long length, bool unmappable = false, bool remote = false) =>
        _files[name] = new MemoryFile.Facts(seed, length) { Unmappable = unmappable, IsRemote = remote };

    /// <summary>Makes a file longer or shorter.</summary>
    public void SetLength(string name, long length) => _files[name].SetLength(length);

    /// <summary>Puts other bytes in the place of a file's, which shows wherever it is mapped.</summary>
    public void Rewrite(string name, long contentSeed)
    {
        MemoryFile.Facts facts = _files[name];
        facts.Rewrite(contentSeed);
        foreach (int slot in MappedSlots.Where(slot => _mapped[slot].File == facts))
        {
            // SAFETY: the memory is this object's; who reads it is to find the new bytes.
            FileContent.Fill(BytesOf(slot), contentSeed, _mapped[slot].Offset);
        }
    }

    /// <summary>Gives a file another name.</summary>
    public void Link(string name, MemoryFile.Facts facts) => _files[name] = facts;

    // Its pages can always be had; a test that wants one to fail calls Slot.Poison.
    public OsError Guard(FaultNotes notes) => OsError.None;

    public bool IsGuardFirst => true;

    public OsError Open(string path, string? within, out IOsFile? file)
    {
        file = null;
        if (!_files.TryGetValue(path, out MemoryFile.Facts? facts))
        {
            return new OsError(OsErrorKind.NotFound);
        }

        facts.Opened();
        file = new MemoryFile(facts);
        return OsError.None;
    }

    public OsError Map(int slot, IOsFile file, long offset, long length)
    {
        Enter(slot);
        if (((MemoryFile)file).IsDisposed)
        {
            throw new InvalidOperationException("The file was used after it was disposed.");
        }

        if (offset < 0 || offset % _windowSize != 0 || length < 1 || length > _windowSize)
        {
            throw new InvalidOperationException($"Map was asked for {length} bytes at {offset}.");
        }

        MemoryFile.Facts facts = ((MemoryFile)file).Of;
        bool isThere = _coversPastEnd || offset + length <= facts.RealLength;
        if (isThere)
        {
            // SAFETY: the slot's one caller owns its range.
            Span<byte> bytes = BytesOf(slot);
            int covered = _coversPastEnd ? _windowSize : (int)length;
            FileContent.Fill(bytes[..covered], facts.Content, offset);
            bytes[covered..].Fill(NoFile);
            _mapped[slot] = (facts, offset);
        }

        Leave(slot);
        return isThere ? OsError.None : new OsError(OsErrorKind.NoPages);
    }

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read)
    {
        Enter(slot);
        if (offset < 0 || offset % _windowSize != 0 || length < 1 || length > _windowSize)
        {
            throw new InvalidOperationException($"Copy was asked for {length} bytes at {offset}.");
        }

        // SAFETY: the slot's one caller owns its range.
        BytesOf(slot).Clear();
        _mapped[slot] = default;
        OsError error = file.Read(Base + ((long)slot * _windowSize), length, offset, out read);
        Leave(slot);
        return error;
    }

    // The bytes are there already; from now on they are nobody's but the slot's.
    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length)
    {
        Enter(slot);
        (MemoryFile.Facts? mapped, long mappedOffset) = _mapped[slot];
        if (mapped != ((MemoryFile)file).Of || mappedOffset != offset || length < 1 || length > _windowSize)
        {
            throw new InvalidOperationException($"Slot {slot} was to be swapped for {length} bytes at {offset} of a file that it does not map there.");
        }

        bool isThere = offset + length <= mapped.RealLength;
        _mapped[slot] = isThere ? default : _mapped[slot];
        Leave(slot);
        return isThere ? OsError.None : new OsError(OsErrorKind.NoPages);
    }

    public OsError Populate(int slot, long length)
    {
        Enter(slot);
        (MemoryFile.Facts? file, long offset) = _mapped[slot];
        if (file is not null && file.CountResident(offset, length) < length)
        {
            BareReads++;
            file.BringIn(offset, length);
        }

        Leave(slot);
        return file is null || offset + length <= file.RealLength ? OsError.None : new OsError(OsErrorKind.NoPages);
    }

    public OsError Unmap(int slot)
    {
        Enter(slot);

        // SAFETY: as in Map.
        BytesOf(slot).Fill(NoFile);
        _mapped[slot] = default;
        Leave(slot);
        return OsError.None;
    }

    public bool TryAllow(int slots, out string refusal)
    {
        refusal = slots > AllowedSlots ? $"the machine allows {AllowedSlots}" : string.Empty;
        AskedSlots = slots > AllowedSlots ? AskedSlots : slots;
        return slots <= AllowedSlots;
    }

    public OsError Identify(string path, out FileIdentity identity)
    {
        bool known = _files.TryGetValue(path, out MemoryFile.Facts? facts);
        identity = known ? facts!.Identity : default;
        return known ? OsError.None : new OsError(OsErrorKind.NotFound);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            throw new InvalidOperationException("The address space was disposed twice.");
        }
    }

    private Span<byte> BytesOf(int slot) => new(Base + ((long)slot * _windowSize), _windowSize);

    private void Enter(int slot)
    {
        if (IsDisposed)
        {
            throw new InvalidOperationException("The address space was used after it was disposed.");
        }

        if (Interlocked.Exchange(ref _callers[slot], 1) != 0)
        {
            throw new InvalidOperationException($"Two threads call the system for slot {slot} at once.");
        }
    }

    private void Leave(int slot) => Volatile.Write(ref _callers[slot], 0);
}
