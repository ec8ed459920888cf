namespace MappingCache.Tests.Failures;

/// <summary>A broken twin of an address space: mappings that fail are said to have succeeded, or the next one is said to have failed in their place.</summary>
internal sealed unsafe class BrokenSpace(IAddressSpace inner) : IAddressSpace
{
    private OsError _owed;

    /// <summary>Whether failures are kept back.</summary>
    public bool Swallows { get; init; }

    /// <summary>Whether they are told to the next one.</summary>
    public bool TellsTheNext { get; init; }

    public AddressSpaceTraits Traits => inner.Traits;

    public byte* Base => inner.Base;

    public OsError Guard(FaultNotes notes) => inner.Guard(notes);

    public bool IsGuardFirst => inner.IsGuardFirst;

    public OsError Open(string path, string? within, out IOsFile? file) => inner.Open(path, within, out file);

    public OsError Map(int slot, IOsFile file, long offset, long length)
    {
        OsError owed = _owed;
        _owed = OsError.None;
        if (owed.IsError)
        {
            return owed;
        }

        OsError error = inner.Map(slot, file, offset, length);
        _owed = TellsTheNext ? error : OsError.None;
        return Swallows || TellsTheNext ? OsError.None : error;
    }

    public OsError Populate(int slot, long length) => inner.Populate(slot, length);

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read) => inner.Copy(slot, file, offset, length, out read);

    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length) => inner.SwapForCopy(slot, file, offset, length);

    public OsError Unmap(int slot) => inner.Unmap(slot);

    public bool TryAllow(int slots, out string refusal) => inner.TryAllow(slots, out refusal);

    public OsError Identify(string path, out FileIdentity identity) => inner.Identify(path, out identity);

    public void Dispose() => inner.Dispose();
}
