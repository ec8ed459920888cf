using System.Net.Sockets;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>What the numbers of Linux mean to an operation, and what the runtime calls them.</summary>
internal static class SocketErrors
{
    /// <summary>The runtime's name for a number; <see cref="SocketError.SocketError"/> for those that it has none for.</summary>
    public static SocketError From(int error) => (Errno)error switch
    {
        Errno.EPIPE => SocketError.Shutdown,
        Errno.ECONNRESET => SocketError.ConnectionReset,
        Errno.ECONNABORTED => SocketError.ConnectionAborted,
        Errno.ENOTCONN or Errno.EDESTADDRREQ => SocketError.NotConnected,
        Errno.ETIMEDOUT => SocketError.TimedOut,
        Errno.ENOBUFS or Errno.ENOMEM => SocketError.NoBufferSpaceAvailable,
        Errno.EHOSTUNREACH => SocketError.HostUnreachable,
        Errno.ENETUNREACH => SocketError.NetworkUnreachable,
        Errno.ENETDOWN => SocketError.NetworkDown,
        Errno.EBADF => SocketError.OperationAborted,
        Errno.EACCES or Errno.EPERM => SocketError.AccessDenied,
        Errno.EMSGSIZE => SocketError.MessageSize,
        _ => SocketError.SocketError,
    };

    /// <summary>What an error of a call means to an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">The error's number.</param>
    public static SendOutcome OutcomeOf(SendOperation operation, int error) => (Errno)error switch
    {
        Errno.EAGAIN => SendOutcome.Full,
        Errno.EFAULT => SendOutcome.Changed,
        _ => operation.Fail(From(error)),
    };
}
