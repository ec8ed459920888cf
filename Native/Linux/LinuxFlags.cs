namespace MappingCache.Native.Linux;

/// <summary>Constants of the Linux headers, the same on x64 and arm64 (asm-generic/mman-common.h, mman.h, asm-generic/unistd.h, linux/fs.h).</summary>
internal static class LinuxFlags
{
    /// <summary>PROT_NONE.</summary>
    public const int ProtNone = 0;

    /// <summary>PROT_READ.</summary>
    public const int ProtRead = 1;

    /// <summary>PROT_EXEC.</summary>
    public const int ProtExec = 4;

    /// <summary>MAP_PRIVATE.</summary>
    public const int MapPrivate = 0x02;

    /// <summary>MAP_ANONYMOUS.</summary>
    public const int MapAnonymous = 0x20;

    /// <summary>MAP_NORESERVE: no swap is set aside.</summary>
    public const int MapNoReserve = 0x4000;

    /// <summary>MAP_FIXED_NOREPLACE (Linux 4.17): exactly there, or not at all if something is there.</summary>
    public const int MapFixedNoReplace = 0x100000;

    /// <summary>MADV_POPULATE_READ (Linux 5.14): read the pages in and map them, and say so if that fails.</summary>
    public const int MAdvPopulateRead = 22;

    /// <summary>The number of cachestat(2).</summary>
    public const int SysCacheStat = 451;

    /// <summary>SIGBUS.</summary>
    public const int SigBus = 7;

    /// <summary>SA_SIGINFO: the handler takes three arguments.</summary>
    public const int SaSigInfo = 4;

    /// <summary>MFD_CLOEXEC.</summary>
    public const uint MfdCloseOnExec = 1;

    /// <summary>MFD_EXEC (Linux 6.3): the file may be mapped to be executed, whatever the system's default is.</summary>
    public const uint MfdExec = 0x10;

    /// <summary>RWF_NOWAIT (Linux 4.14): give what is in memory, or EAGAIN.</summary>
    public const int ReadNoWait = 0x08;

    /// <summary>More numbers than struct statfs has on any processor: 120 bytes on these two.</summary>
    public const int StatFsNumbers = 32;
}
