namespace MappingCache.Platform.Windows;

/// <summary>
/// A reservation of placeholders, and views of files' sections in their places. A remap takes two calls, with the slot
/// reserved and empty between them; a view ends with its file.
/// </summary>
internal sealed unsafe class WindowsAddressSpace : IAddressSpace
{
    // What a file's owner waits for before the file can be cut or deleted: short beside what people put up with, long
    // beside the pauses in the use of a hot file. A choice.
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromSeconds(5);

    private readonly int _windowSize;
    private readonly nuint _pageSize = (nuint)Environment.SystemPageSize;
    private readonly WindowsReservation _range;

    private WindowsAddressSpace(CacheLayout layout, WindowsReservation range)
    {
        _windowSize = layout.WindowSize;
        _range = range;
    }

    public AddressSpaceTraits Traits { get; } = new(CoversPastEnd: false, PopulateReadsAhead: true, s_idleTimeout);

    public byte* Base => _range.Base;

    /// <summary>Reserves the range that a layout needs.</summary>
    public static OsError Reserve(CacheLayout layout, out IAddressSpace? space)
    {
        OsError error = WindowsReservation.TryMake(layout.MaxSlots, layout.SlotCount, layout.WindowSize, out WindowsReservation? range);
        space = range is null ? null : new WindowsAddressSpace(layout, range);
        return error;
    }

    // Windows lets nobody cut a file of which a page is mapped, and pages that cannot be had are an exception that no handler of
    // ours may come before. Files whose pages may fail to come are copied.
    public OsError Guard(FaultNotes notes) => OsError.None;

    public bool IsGuardFirst => true;

    public OsError Open(string path, string? within, out IOsFile? file)
    {
        OsError error = WindowsFile.Open(path, within, out WindowsFile? opened);
        file = opened;
        return error;
    }

    public OsError Identify(string path, out FileIdentity identity) => WindowsFile.Identify(path, out identity);

    public OsError Map(int slot, IOsFile file, long offset, long length)
    {
        OsError error = ((WindowsFile)file).HoldSection(offset + length, out WindowsSection? section);
        if (error.IsError)
        {
            return error;
        }

        error = _range.Clear(slot, Pages(length));
        error = error.IsError ? error : _range.MapView(slot, section!, offset);
        section!.DangerousRelease();
        return error;
    }

    // The pages are in memory afterwards, though not in the process's table of pages yet: the first touch of each takes
    // a fault, but none that waits for the disk.
    public OsError Populate(int slot, long length)
    {
        // SAFETY: the slot is mapped as far, and owned by the caller.
        WindowsPages.Prefetch(_range.AddressOf(slot), (nuint)length);
        return OsError.None;
    }

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read)
    {
        read = 0;
        OsError error = _range.Clear(slot, (nuint)_windowSize);
        error = error.IsError ? error : _range.Allocate(slot);
        error = error.IsError ? error : file.Read(_range.AddressOf(slot), length, offset, out read);
        if (error.IsError)
        {
            return error;
        }

        uint before;

        // SAFETY: the memory was just put there for the slot's one caller.
        return VirtualProtect(_range.AddressOf(slot), (nuint)_windowSize, PAGE.PAGE_READONLY, &before) ? OsError.None : WindowsErrors.LastOfMemory();
    }

    // Only whoever has a lease asks for it.
    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length) => new(OsErrorKind.NotSupported);

    public OsError Unmap(int slot) => _range.Clear(slot);

    public bool TryAllow(int slots, out string refusal)
    {
        OsError error = _range.Extend(slots);
        refusal = error.IsError && error.Kind != OsErrorKind.Closed ? $"the reservation could not be parted for them: {error}" : string.Empty;
        return refusal.Length == 0;
    }

    public void Dispose() => _range.Dispose();

    private nuint Pages(long length) => ((nuint)length + _pageSize - 1) & ~(_pageSize - 1);
}
