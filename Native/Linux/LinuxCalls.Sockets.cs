using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <content>Pipes between windows and sockets, and what sockets tell afterwards.</content>
internal static unsafe partial class LinuxCalls
{
    /// <summary>pipe2(2).</summary>
    /// <param name="ends">Room for two descriptors: the end to read from and the end to write to.</param>
    /// <param name="flags">O_NONBLOCK, O_CLOEXEC.</param>
    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* ends, int flags);

    /// <summary>vmsplice(2).</summary>
    [LibraryImport("libc", EntryPoint = "vmsplice", SetLastError = true)]
    public static partial nint VmSplice(int pipe, IoVector* vectors, nuint count, uint flags);

    /// <summary>splice(2), between two that have no offsets.</summary>
    public static nint Splice(int from, int to, nuint length, uint flags) => Splice(from, null, to, null, length, flags);

    /// <summary>setsockopt(2), for options that are a number.</summary>
    public static int SetSockOpt(int socket, int level, int option, int value) => SetSockOpt(socket, level, option, &value, sizeof(int));

    /// <summary>recvmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint RecvMsg(int socket, SocketMessage* message, int flags);

    /// <summary>epoll_create1(2).</summary>
    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate1(int flags);

    /// <summary>epoll_ctl(2).</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="descriptor">With which descriptor.</param>
    /// <param name="polled">As <see cref="PolledEvents"/> lays it out.</param>
    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollCtl(int epoll, int operation, int descriptor, byte* polled);

    /// <summary>epoll_wait(2).</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="polled">As <see cref="PolledEvents"/> lays them out.</param>
    /// <param name="count">How many there is room for.</param>
    /// <param name="timeout">In milliseconds.</param>
    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* polled, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint Splice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSockOpt(int socket, int level, int option, void* value, uint length);
}
