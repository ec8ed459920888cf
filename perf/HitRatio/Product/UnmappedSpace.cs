namespace MappingCache.HitRatio;

/// <summary>An address space of nothing but numbers: it maps nothing, so nobody may read a window. What the cache decides does not depend on it.</summary>
internal sealed unsafe class UnmappedSpace(long fileLength) : IAddressSpace
{
    /// <summary>The smallest that the cache's arithmetic is used to. Windows of no bytes cost nothing, whatever their size.</summary>
    public const int WindowSize = 4096;

    public AddressSpaceTraits Traits => new(CoversPastEnd: true, PopulateReadsAhead: false, IdleTimeout: null);

    // SAFETY: never followed. Addresses of windows are reckoned from it, and nobody here reads what they point to.
    public byte* Base => (byte*)WindowSize;

    // Nobody reads what is not mapped.
    public OsError Guard(FaultNotes notes) => OsError.None;

    public bool IsGuardFirst => true;

    public OsError Open(string path, string? within, out IOsFile? file)
    {
        file = new UnmappedFile(fileLength);
        return OsError.None;
    }

    public OsError Map(int slot, IOsFile file, long offset, long length) => OsError.None;

    public OsError Populate(int slot, long length) => OsError.None;

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read)
    {
        read = length;
        return OsError.None;
    }

    public OsError SwapForCopy(int slot, IOsFile file, long offset, int length) => new(OsErrorKind.NotSupported);

    public OsError Unmap(int slot) => OsError.None;

    public bool TryAllow(int slots, out string refusal)
    {
        refusal = "";
        return true;
    }

    public OsError Identify(string path, out FileIdentity identity)
    {
        identity = UnmappedFile.OnlyIdentity;
        return OsError.None;
    }

    public void Dispose()
    {
        // Nothing was reserved.
    }
}
