using System.Runtime.InteropServices;

namespace MappingCache.Native.Windows;

/// <content>winsock2.h and mswsock.h.</content>
internal static unsafe partial class WindowsCalls
{
    private const string WinSock = "ws2_32";

    private const string MicrosoftWinSock = "mswsock";

    [LibraryImport(WinSock)]
    public static partial int WSASend(
        SOCKET s,
        WSABUF* lpBuffers,
        uint dwBufferCount,
        uint* lpNumberOfBytesSent,
        uint dwFlags,
        OVERLAPPED* lpOverlapped,
        delegate* unmanaged<uint, uint, OVERLAPPED*, uint, void> lpCompletionRoutine);

    [LibraryImport(WinSock)]
    public static partial BOOL WSAGetOverlappedResult(SOCKET s, OVERLAPPED* lpOverlapped, uint* lpcbTransfer, BOOL fWait, uint* lpdwFlags);

    [LibraryImport(WinSock)]
    public static partial int getsockopt(SOCKET s, int level, int optname, sbyte* optval, int* optlen);

    [LibraryImport(WinSock)]
    public static partial int WSAPoll(WSAPOLLFD* fdArray, uint fds, int timeout);

    [LibraryImport(MicrosoftWinSock)]
    public static partial BOOL TransmitFile(
        SOCKET hSocket,
        HANDLE hFile,
        uint nNumberOfBytesToWrite,
        uint nNumberOfBytesPerSend,
        OVERLAPPED* lpOverlapped,
        void* lpTransmitBuffers,
        uint dwReserved);
}
