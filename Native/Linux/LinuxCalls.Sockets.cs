using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

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

    /// <summary>recv(2).</summary>
    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Recv(int socket, byte* buffer, nuint length, int flags);

    /// <summary>accept4(2).</summary>
    /// <param name="socket">One that listens.</param>
    /// <param name="address">Room for the address of the peer, as the system lays it out; null for none.</param>
    /// <param name="length">How much room; then how long the address is.</param>
    /// <param name="flags">SOCK_NONBLOCK and SOCK_CLOEXEC, which are the numbers of O_NONBLOCK and O_CLOEXEC.</param>
    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept4(int socket, byte* address, uint* length, int flags);

    /// <summary>getsockname(2).</summary>
    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSockName(int socket, byte* address, uint* length);

    /// <summary>shutdown(2).</summary>
    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int socket, int how);

    /// <summary>setsockopt(2) with SO_LINGER.</summary>
    public static int SetLinger(int socket, bool isOn, int seconds)
    {
        int* linger = stackalloc int[2];
        (linger[0], linger[1]) = (isOn ? 1 : 0, seconds);
        return SetSockOpt(socket, LinuxFlags.SolSocket, LinuxFlags.SoLinger, linger, 2 * sizeof(int));
    }

    /// <summary>ioctl(2), for requests that give a number.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoCtl(int descriptor, nuint request, int* result);

    /// <summary>eventfd(2).</summary>
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint count, int flags);

    /// <summary>write(2) of the eight bytes that an eventfd takes.</summary>
    /// <exception cref="ObjectDisposedException">The descriptor was closed.</exception>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle descriptor, in ulong value, nuint length);

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
