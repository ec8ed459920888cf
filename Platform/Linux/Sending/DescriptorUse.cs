using System.Net.Sockets;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>Keeps a socket's descriptor from being closed, and its number from being given to another, for the length of a call.</summary>
internal readonly ref struct DescriptorUse
{
    private readonly SafeSocketHandle _handle;

    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public DescriptorUse(Socket socket)
    {
        bool isHeld = false;
        _handle = socket.SafeHandle;
        _handle.DangerousAddRef(ref isHeld);
        Descriptor = (int)_handle.DangerousGetHandle();
    }

    public int Descriptor { get; }

    public void Dispose() => _handle.DangerousRelease();
}
