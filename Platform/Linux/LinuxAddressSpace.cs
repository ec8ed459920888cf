using System.Text;
using MappingCache.Native.Linux;
using MappingCache.Platform.Linux.Guard;
using MappingCache.Platform.Linux.Leases;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <summary>
/// One PROT_NONE reservation. A window is mapped over its slot by one mmap(MAP_FIXED), the whole window also where the
/// file ends within it: nothing of the former file is left, a slot is one map area, and a file that grows is covered.
/// </summary>
internal sealed unsafe class LinuxAddressSpace : IAddressSpace
{
    private const OpenFlags ReadOnly = OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC | OpenFlags.O_NOCTTY;

    private const MmapFlags Nothing = MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS | MmapFlags.MAP_NORESERVE;

    private const int MaxPath = 4096;

    // MAP_FAILED. The package's own is a field, and reading it may run code before the error is read.
    private const nint Failed = -1;

    private readonly int _windowSize;
    private readonly int _windowShift;
    private readonly MapAreaBudget _budget;
    private readonly Lock _allowance = new();
    private int _areas;
    private readonly byte* _base;
    private readonly nuint _length;
    private readonly bool _canPopulate;
    private GuardedRange* _guarded;
    private int _disposed;

    private LinuxAddressSpace(CacheLayout layout, MapAreaBudget budget, LeaseWatcher leases, int areas, byte* start)
    {
        Leases = leases;
        _windowSize = layout.WindowSize;
        _windowShift = layout.WindowShift;
        _budget = budget;
        _areas = areas;
        _base = start;
        _length = (nuint)layout.ReservedBytes;

        // An advice that the kernel does not know is refused even for no bytes at all. Before Linux 5.14, which brought
        // this one, pages come in as they are read.
        _canPopulate = LinuxCalls.MAdvise(start, 0, LinuxFlags.MAdvPopulateRead) == 0;
    }

    public AddressSpaceTraits Traits { get; } = new(CoversPastEnd: true, PopulateReadsAhead: false, IdleTimeout: null);

    public byte* Base => _base;

    public bool IsGuardFirst => _guarded == null || BusGuard.IsFirst();

    /// <summary>Who is told when somebody wants to write to a file with a lease.</summary>
    public LeaseWatcher Leases { get; }

    /// <summary>Reserves the range that a layout needs.</summary>
    public static OsError Reserve(CacheLayout layout, MapAreaBudget budget, LeaseWatcher leases, out LinuxAddressSpace? space)
    {
        space = null;

        // Aligned to the window, so that one of huge pages' size can be mapped by huge pages: reserve more, and give
        // the ends back.
        nuint align = (nuint)layout.WindowSize;
        nuint wanted = (nuint)layout.ReservedBytes;
        nint got = Syscall.mmap(0, wanted + align, MmapProts.PROT_NONE, Nothing, -1, 0);
        if (got == Failed)
        {
            return LinuxErrors.Last();
        }

        nuint first = (nuint)got;
        nuint start = (first + align - 1) & ~(align - 1);
        Trim(first, start - first);
        Trim(start + wanted, first + align - start);
        int areas = layout.SlotCount * CacheLayout.MapAreasPerSlot;
        budget.Take(areas, start, start + wanted);
        space = new LinuxAddressSpace(layout, budget, leases, areas, (byte*)start);
        return OsError.None;
    }

    ~LinuxAddressSpace() => Unguard();

    public OsError Guard(FaultNotes notes) => BusGuard.Add(_base, _length, _windowShift, notes, out _guarded);

    public OsError Open(string path, string? within, out IOsFile? file)
    {
        file = null;

        // Not blocking: opening a FIFO would wait for its writer. A regular file does not care, unless somebody holds a
        // lease on it for writing; then this is refused where it would have waited.
        int descriptor;
        while ((descriptor = Syscall.open(path, ReadOnly | OpenFlags.O_NONBLOCK)) < 0)
        {
            OsError error = LinuxErrors.Last();
            if ((Errno)error.Code != Errno.EINTR)
            {
                return error;
            }
        }

        OsError refused = Check(descriptor, within, out Stat stat);
        if (refused.IsError)
        {
            _ = Syscall.close(descriptor);
            return refused;
        }

        file = new LinuxFile(descriptor, stat, Leases);
        return OsError.None;
    }

    public OsError Map(int slot, IOsFile file, long offset, long length)
    {
        nint address = AddressOf(slot);

        // SAFETY: the slot lies in the range that this object reserved, and its one caller owns it: nobody holds a
        // pin on what it maps now.
        nint mapped = Syscall.mmap(
            address, (ulong)_windowSize, MmapProts.PROT_READ, MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED, ((LinuxFile)file).Descriptor, offset);
        if (mapped != Failed)
        {
            return OsError.None;
        }

        OsError error = LinuxErrors.Last();
        CloseHole(slot);
        return error;
    }

    public OsError Populate(int slot, long length)
    {
        // SAFETY: the slot is mapped and owned by the caller, and the length is within it.
        if (!_canPopulate || LinuxCalls.MAdvise((void*)AddressOf(slot), (nuint)length, LinuxFlags.MAdvPopulateRead) == 0)
        {
            return OsError.None;
        }

        OsError error = LinuxErrors.Last();
        return (Errno)error.Code is Errno.EFAULT or Errno.EIO
            ? new OsError(OsErrorKind.NoPages, (int)Errno.EIO)
            : error;
    }

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read)
    {
        read = 0;
        nint address = AddressOf(slot);

        // SAFETY: as in Map. Fresh pages over the slot: what the file does not fill is zeros, whatever was there before.
        nint memory = Syscall.mmap(
            address, (ulong)_windowSize, MmapProts.PROT_READ | MmapProts.PROT_WRITE, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS | MmapFlags.MAP_FIXED, -1, 0);
        if (memory == Failed)
        {
            return LinuxErrors.Last();
        }

        OsError error = file.Read((byte*)address, length, offset, out read);
        if (error.IsError)
        {
            return error;
        }

        return Syscall.mprotect(address, (ulong)_windowSize, MmapProts.PROT_READ) == 0 ? OsError.None : LinuxErrors.Last();
    }

    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length)
    {
        nuint size = (nuint)_windowSize;

        // SAFETY (this method): memory aside, which nobody knows of until it takes the slot's place in one step. The slot is
        // kept by the caller's pin, so it is given to no other window; its readers find the same bytes before and after.
        void* copy = LinuxCalls.MMap(null, size, LinuxFlags.ProtRead | LinuxFlags.ProtWrite, LinuxFlags.MapPrivate | LinuxFlags.MapAnonymous, -1, 0);
        if ((nint)copy == Failed)
        {
            return LinuxErrors.Last();
        }

        // Read, not copied from the mapping: a page that cannot be had is an error here, not a fault.
        OsError error = file.Read((byte*)copy, length, offset, out int read);
        error = error.IsError || read == length ? error : new OsError(OsErrorKind.NoPages);
        if (!error.IsError && Syscall.mprotect((nint)copy, size, MmapProts.PROT_READ) != 0)
        {
            error = LinuxErrors.Last();
        }

        if (!error.IsError && (nint)LinuxCalls.MRemap(copy, size, size, LinuxFlags.MRemapTo, (void*)AddressOf(slot)) == Failed)
        {
            error = LinuxErrors.Last();

            // As in CloseHole; but who reads the slot shall find the file in it.
            _ = LinuxCalls.MMap((void*)AddressOf(slot), size, LinuxFlags.ProtRead, LinuxFlags.MapShared | LinuxFlags.MapFixedNoReplace, ((LinuxFile)file).Descriptor, offset);
        }

        if (error.IsError)
        {
            _ = Syscall.munmap((nint)copy, size);
        }

        return error;
    }

    public OsError Unmap(int slot)
    {
        // SAFETY: as in Map. PROT_NONE over the slot keeps the range reserved.
        nint mapped = Syscall.mmap(AddressOf(slot), (ulong)_windowSize, MmapProts.PROT_NONE, Nothing | MmapFlags.MAP_FIXED, -1, 0);
        if (mapped != Failed)
        {
            return OsError.None;
        }

        return LinuxErrors.Last();
    }

    public bool TryAllow(int slots, out string refusal)
    {
        int more = (slots * CacheLayout.MapAreasPerSlot) - _areas;
        if (!_budget.TryTake(more, out refusal))
        {
            return false;
        }

        lock (_allowance)
        {
            // Disposed meanwhile: Dispose has given back what was promised before.
            _budget.GiveBack(_disposed != 0 ? more : 0);
            _areas += _disposed != 0 ? 0 : more;
        }

        return true;
    }

    public OsError Identify(string path, out FileIdentity identity)
    {
        identity = default;
        Stat stat;

        // SAFETY: the call fills the structure.
        if (LinuxCalls.Stat(path, &stat) != 0)
        {
            return LinuxErrors.Last();
        }

        identity = new FileIdentity(stat.st_dev, stat.st_ino);
        return OsError.None;
    }

    public void Dispose()
    {
        lock (_allowance)
        {
            if (_disposed != 0)
            {
                return;
            }

            _disposed = 1;
            _budget.GiveBack(_areas, (ulong)_base);
        }

        Unguard();
        GC.SuppressFinalize(this);

        // SAFETY: the cache disposes its address space once no window is held and none will be mapped again.
        _ = Syscall.munmap((nint)_base, _length);
    }

    // A cache that was forgotten keeps its range, but its notes go with it.
    private void Unguard()
    {
        if (_guarded != null)
        {
            BusGuard.Remove(_guarded);
        }
    }

    private static OsError Check(int descriptor, string? within, out Stat stat)
    {
        if (Syscall.fstat(descriptor, out stat) != 0)
        {
            return LinuxErrors.Last();
        }

        if (within is not null)
        {
            OsError outside = CheckWithin(descriptor, within);
            if (outside.IsError)
            {
                return outside;
            }
        }

        bool regular = (stat.st_mode & FilePermissions.S_IFMT) == FilePermissions.S_IFREG;
        return regular ? OsError.None : new OsError(OsErrorKind.NotAFile);
    }

    // The path of what was really opened, asked of the descriptor, so that no link can be changed between the check
    // and the use.
    private static OsError CheckWithin(int descriptor, string within)
    {
        OsError error = PathOf($"/proc/self/fd/{descriptor}", out string actual);
        if (error.IsError)
        {
            return error;
        }

        string folder = within.EndsWith('/') ? within : within + '/';
        return actual.StartsWith(folder, StringComparison.Ordinal) || actual == within ? OsError.None : new OsError(OsErrorKind.OutsideFolder);
    }

    private static OsError PathOf(string link, out string path)
    {
        byte* buffer = stackalloc byte[MaxPath];

        // SAFETY: the call writes at most the buffer's size.
        nint length = LinuxCalls.ReadLink(link, buffer, MaxPath);
        if (length < 0)
        {
            OsError error = LinuxErrors.Last();
            path = string.Empty;
            return error;
        }

        path = Encoding.UTF8.GetString(buffer, (int)length);
        return OsError.None;
    }

    private static void Trim(nuint start, nuint length)
    {
        if (length > 0)
        {
            _ = Syscall.munmap((nint)start, length);
        }
    }

    private nint AddressOf(int slot) => (nint)(_base + ((long)slot << _windowShift));

    // A mapping that fails late can leave nothing at all where the old one was, and somebody else's next mapping would
    // land in our range. NOREPLACE fills a hole and fails where there is none. PrepareMapping has seen to it that
    // drivers which refuse do so before; what is left is the kernel's running out of memory at that very point.
    private void CloseHole(int slot) => _ = LinuxCalls.MMap(
        (void*)AddressOf(slot),
        (nuint)_windowSize,
        LinuxFlags.ProtNone,
        LinuxFlags.MapPrivate | LinuxFlags.MapAnonymous | LinuxFlags.MapNoReserve | LinuxFlags.MapFixedNoReplace,
        -1,
        0);
}
