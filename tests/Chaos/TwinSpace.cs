namespace MappingCache.Tests.Chaos;

/// <summary>An address space as another is, for twins that are broken in one thing.</summary>
internal abstract unsafe class TwinSpace(IAddressSpace inner) : IAddressSpace
{
    public AddressSpaceTraits Traits => inner.Traits;

    public byte* Base => inner.Base;

    public bool IsGuardFirst => inner.IsGuardFirst;

    protected IAddressSpace Inner => inner;

    public virtual OsError Guard(FaultNotes notes) => inner.Guard(notes);

    public OsError Open(string path, string? within, out IOsFile? file) => inner.Open(path, within, out file);

    public OsError Map(int slot, IOsFile file, long offset, long length) => inner.Map(slot, file, offset, length);

    public OsError Populate(int slot, long length) => inner.Populate(slot, length);

    public OsError Copy(int slot, IOsFile file, long offset, int length, out int read) => inner.Copy(slot, file, offset, length, out read);

    public virtual OsError SwapForCopy(int slot, IOsFile file, long offset, int length) => inner.SwapForCopy(slot, file, offset, length);

    public OsError Unmap(int slot) => inner.Unmap(slot);

    public bool TryAllow(int slots, out string refusal) => inner.TryAllow(slots, out refusal);

    public OsError Identify(string path, out FileIdentity identity) => inner.Identify(path, out identity);

    public virtual void Dispose() => inner.Dispose();
}
