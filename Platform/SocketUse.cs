using System.Net.Sockets;

namespace MappingCache.Platform;

/// <summary>Keeps a socket's handle from being closed, and its number from being given to another, for the length of a call. On Windows, whoever disposes the socket meanwhile cancels its calls under way until nobody keeps it any more.</summary>
internal readonly ref struct SocketUse
{
    private readonly SafeSocketHandle _handle;

    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public SocketUse(SafeSocketHandle handle)
    {
        bool isHeld = false;
        _handle = handle;
        _handle.DangerousAddRef(ref isHeld);
        Number = _handle.DangerousGetHandle();
    }

    /// <summary>The system's number for it: a descriptor, or a handle.</summary>
    public nint Number { get; }

    public void Dispose() => _handle.DangerousRelease();
}
