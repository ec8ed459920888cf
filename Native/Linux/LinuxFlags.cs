namespace MappingCache.Native.Linux;

/// <summary>Constants of the Linux headers, the same on x64 and arm64 (asm-generic/mman-common.h, mman.h, asm-generic/unistd.h, linux/fs.h).</summary>
internal static class LinuxFlags
{
    /// <summary>PROT_NONE.</summary>
    public const int ProtNone = 0;

    /// <summary>PROT_READ.</summary>
    public const int ProtRead = 1;

    /// <summary>PROT_WRITE.</summary>
    public const int ProtWrite = 2;

    /// <summary>PROT_EXEC.</summary>
    public const int ProtExec = 4;

    /// <summary>MAP_SHARED.</summary>
    public const int MapShared = 0x01;

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

    /// <summary>MREMAP_MAYMOVE | MREMAP_FIXED: to the address given, in the place of what is there.</summary>
    public const int MRemapTo = 3;

    /// <summary>F_SETSIG: which signal is sent about a descriptor; with any but 0, which descriptor is told.</summary>
    public const int FSetSignal = 10;

    /// <summary>F_SETOWN_EX.</summary>
    public const int FSetOwner = 15;

    /// <summary>F_OWNER_TID.</summary>
    public const int OwnerThread = 0;

    /// <summary>F_SETLEASE.</summary>
    public const int FSetLease = 1024;

    /// <summary>F_GETLEASE.</summary>
    public const int FGetLease = 1025;

    /// <summary>F_RDLCK: a lease that whoever writes breaks.</summary>
    public const int ReadLease = 0;

    /// <summary>F_UNLCK: no lease, or one that is being broken.</summary>
    public const int NoLease = 2;

    /// <summary>SIG_BLOCK.</summary>
    public const int SigBlock = 0;

    /// <summary>SIG_IGN.</summary>
    public const int SigIgnore = 1;

    /// <summary>SIGIO, which takes the place of any signal about a descriptor that the queue has no room for.</summary>
    public const int SigIo = 29;

    /// <summary>The number of gettid(2) on x64.</summary>
    public const int SysGetTid = 186;

    /// <summary>The number of gettid(2) on arm64.</summary>
    public const int SysGetTidArm64 = 178;

    /// <summary>The number of tgkill(2) on x64.</summary>
    public const int SysThreadKill = 234;

    /// <summary>The number of tgkill(2) on arm64.</summary>
    public const int SysThreadKillArm64 = 131;

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

    /// <summary>MSG_DONTWAIT: EAGAIN instead of waiting for the socket.</summary>
    public const int MsgDontWait = 0x40;

    /// <summary>MSG_NOSIGNAL: EPIPE without SIGPIPE.</summary>
    public const int MsgNoSignal = 0x4000;

    /// <summary>MSG_MORE: more follows at once, so that no segment is sent that is not full.</summary>
    public const int MsgMore = 0x8000;

    /// <summary>MSG_ERRQUEUE: what the socket's error queue has, never waiting for it.</summary>
    public const int MsgErrorQueue = 0x2000;

    /// <summary>MSG_ZEROCOPY (Linux 4.14): the pages themselves are sent, and a notice says when they are done with.</summary>
    public const int MsgZeroCopy = 0x4000000;

    /// <summary>SOL_SOCKET.</summary>
    public const int SolSocket = 1;

    /// <summary>AF_INET.</summary>
    public const int FamilyIp = 2;

    /// <summary>AF_INET6.</summary>
    public const int FamilyIpV6 = 10;

    /// <summary>SO_LINGER.</summary>
    public const int SoLinger = 13;

    /// <summary>IPPROTO_TCP.</summary>
    public const int ProtocolTcp = 6;

    /// <summary>TCP_NODELAY.</summary>
    public const int TcpNoDelay = 1;

    /// <summary>SIOCOUTQ: how many bytes the peer has yet to take.</summary>
    public const uint SocketOutputQueue = 0x5411;

    /// <summary>SHUT_RDWR.</summary>
    public const int ShutBoth = 2;

    /// <summary>SO_ZEROCOPY: MSG_ZEROCOPY means something.</summary>
    public const int SoZeroCopy = 60;

    /// <summary>SOL_IP.</summary>
    public const int SolIp = 0;

    /// <summary>IP_RECVERR.</summary>
    public const int IpReceiveError = 11;

    /// <summary>SOL_IPV6.</summary>
    public const int SolIpV6 = 41;

    /// <summary>IPV6_RECVERR.</summary>
    public const int IpV6ReceiveError = 25;

    /// <summary>SO_EE_ORIGIN_ZEROCOPY: the notice is about MSG_ZEROCOPY.</summary>
    public const int ErrorOriginZeroCopy = 5;

    /// <summary>SO_EE_CODE_ZEROCOPY_COPIED: the pages were copied all the same.</summary>
    public const int ErrorCodeCopied = 1;

    /// <summary>O_NONBLOCK.</summary>
    public const int NonBlock = 0x800;

    /// <summary>O_CLOEXEC.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>F_SETPIPE_SZ.</summary>
    public const int FSetPipeSize = 1031;

    /// <summary>SPLICE_F_MOVE: a hint that pages may be moved.</summary>
    public const uint SpliceMove = 1;

    /// <summary>SPLICE_F_NONBLOCK: EAGAIN instead of waiting for the pipe; whether the socket is waited for is the socket's own affair.</summary>
    public const uint SpliceNonBlock = 2;

    /// <summary>SPLICE_F_MORE: as <see cref="MsgMore"/>.</summary>
    public const uint SpliceMore = 4;

    /// <summary>EPOLL_CLOEXEC.</summary>
    public const int EpollCloseOnExec = CloseOnExec;

    /// <summary>EPOLL_CTL_ADD.</summary>
    public const int EpollAdd = 1;

    /// <summary>EPOLL_CTL_DEL.</summary>
    public const int EpollDelete = 2;

    /// <summary>EPOLLIN: there is something to read.</summary>
    public const uint EpollIn = 1;

    /// <summary>EPOLLOUT: there is room to write.</summary>
    public const uint EpollOut = 4;

    /// <summary>EPOLLHUP: both directions have ended.</summary>
    public const uint EpollHangUp = 0x10;

    /// <summary>EPOLLRDHUP: the peer writes no more.</summary>
    public const uint EpollPeerHangUp = 0x2000;

    /// <summary>EPOLLERR, which is reported whether it is asked for or not: there is something in the error queue, among others.</summary>
    public const uint EpollError = 8;

    /// <summary>EPOLLET: told once each time that something comes.</summary>
    public const uint EpollEdge = 1u << 31;

    /// <summary>RWF_NOWAIT (Linux 4.14): give what is in memory, or EAGAIN.</summary>
    public const int ReadNoWait = 0x08;

    /// <summary>More numbers than struct statfs has on any processor: 120 bytes on these two.</summary>
    public const int StatFsNumbers = 32;
}
