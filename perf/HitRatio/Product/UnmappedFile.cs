namespace MappingCache.HitRatio;

/// <summary>A file that has a length and no bytes. All of it counts as being in memory.</summary>
internal sealed unsafe class UnmappedFile(long length) : IOsFile
{
    /// <summary>There is one file in a space.</summary>
    public static FileIdentity OnlyIdentity => new(1, 1);

    public FileIdentity Identity => OnlyIdentity;

    public FileVersion OpenedVersion { get; } = new(length, 1, 1);

    public nint Handle => throw new NotSupportedException("No system knows this file.");

    public bool IsRemote => false;

    public OsError PrepareMapping() => OsError.None;

    public OsError GetVersion(FileVersion known, out FileVersion version)
    {
        version = OpenedVersion;
        return OsError.None;
    }

    public OsError Read(byte* buffer, int length, long offset, out int read)
    {
        read = 0;
        return new OsError(OsErrorKind.NoPages);
    }

    public long? CountResident(long offset, long length) => length;

    public bool IsResident(long offset, long length) => true;

    public void ReadAhead(long offset, long length)
    {
        // There is no disk to ask.
    }

    public void DropBehind(long offset, long length)
    {
        // There is nothing in memory to give up.
    }

    public OsError TryLease(Action onBreak) => new(OsErrorKind.NotSupported);

    public void EndLease()
    {
        // There is no lease.
    }

    public void LetGo()
    {
        // Nothing is held for mapping.
    }

    public void Dispose()
    {
        // Nothing is open.
    }
}
