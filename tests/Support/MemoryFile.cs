namespace MappingCache.Tests.Support;

/// <summary>A file that exists only in a test: identity, length and content come from its seed. Opening it gives another object with the same <see cref="MemoryFile.Facts"/>.</summary>
internal sealed class MemoryFile(MemoryFile.Facts facts) : IOsFile
{
    private int _disposed;

    public Facts Of => facts;

    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    public FileIdentity Identity => facts.Identity;

    public FileVersion OpenedVersion { get; } = facts.Version;

    public OsError PrepareMapping() => facts.Unmappable ? new OsError(OsErrorKind.NotMappable) : OsError.None;

    public OsError GetVersion(out FileVersion version)
    {
        version = facts.Version;
        return OsError.None;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            facts.Closed();
        }
    }

    /// <summary>What is so of the file however often it is opened.</summary>
    internal sealed class Facts(long seed, long length)
    {
        private FileVersion _version = new(length, 1, 1);
        private int _open;

        public long Seed => seed;

        public FileIdentity Identity => new(1, (UInt128)seed);

        public FileVersion Version => Volatile.Read(ref _version);

        /// <summary>Whether the system refuses to map it.</summary>
        public bool Unmappable { get; init; }

        /// <summary>Descriptors of it that are open.</summary>
        public int Open => Volatile.Read(ref _open);

        /// <summary>Makes the file longer or shorter.</summary>
        public void SetLength(long bytes)
        {
            FileVersion old = Version;
            Volatile.Write(ref _version, new FileVersion(bytes, old.ModifiedNanoseconds + 1, old.ChangedNanoseconds + 1));
        }

        public void Opened() => Interlocked.Increment(ref _open);

        public void Closed() => Interlocked.Decrement(ref _open);
    }
}
