using MappingCache.Platform.Linux.Leases;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <summary>A descriptor of a regular file. Whoever calls it holds a reference that keeps it open.</summary>
internal sealed unsafe partial class LinuxFile : IOsFile
{
    private readonly LeaseWatcher _leases;
    private int _descriptor;

    // What was last seen: mostly it is seen again, and then no other is made of it.
    private FileVersion _latest;

    /// <summary>Takes over a descriptor.</summary>
    public LinuxFile(int descriptor, in Stat stat, LeaseWatcher leases)
    {
        _leases = leases;
        _descriptor = descriptor;
        Identity = new FileIdentity(stat.st_dev, stat.st_ino);
        _latest = OpenedVersion = VersionOf(stat, null);
    }

    // When a cache was forgotten with files open in it, nothing refers to them any more.
    ~LinuxFile() => Close();

    public FileIdentity Identity { get; }

    public FileVersion OpenedVersion { get; }

    public int Descriptor => _descriptor;

    public nint Handle => _descriptor;

    public OsError PrepareMapping()
    {
        // A trial aside: a driver that refuses here would, over a slot, refuse only after the old mapping is gone, and
        // leave a hole. Files of /proc and the like, which have no pages, end here too.
        ulong length = (ulong)Environment.SystemPageSize;
        nint trial = Syscall.mmap(0, length, MmapProts.PROT_READ, MmapFlags.MAP_SHARED, _descriptor, 0);
        if (trial == -1)
        {
            OsError refused = LinuxErrors.Last();
            return refused.Kind is OsErrorKind.OutOfMemory ? refused : new OsError(OsErrorKind.NotMappable, refused.Code);
        }

        _ = Syscall.munmap(trial, length);
        return OsError.None;
    }

    public OsError GetVersion(out FileVersion version)
    {
        if (Syscall.fstat(_descriptor, out Stat stat) != 0)
        {
            OsError error = LinuxErrors.Last();
            version = OpenedVersion;
            return error;
        }

        // Acquire and release: its fields, and those of the one that another thread leaves here. Any thread's will do.
        version = VersionOf(stat, Volatile.Read(ref _latest));
        Volatile.Write(ref _latest, version);
        return OsError.None;
    }

    // Nobody is kept from anything.
    public void LetGo()
    {
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private static FileVersion VersionOf(in Stat stat, FileVersion? known)
    {
        long modified = Nanoseconds(stat.st_mtime, stat.st_mtime_nsec);
        long changed = Nanoseconds(stat.st_ctime, stat.st_ctime_nsec);
        return known is not null && (known.Length, known.ModifiedNanoseconds, known.ChangedNanoseconds) == (stat.st_size, modified, changed) ? known
            : new FileVersion(stat.st_size, modified, changed);
    }

    private static long Nanoseconds(long seconds, long nanoseconds) => (seconds * 1_000_000_000) + nanoseconds;

    private void Close()
    {
        int descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
        {
            ForgetLease(descriptor);

            // Linux closes the descriptor whatever close returns; there is nothing to be done about an error.
            _ = Syscall.close(descriptor);
        }
    }
}
