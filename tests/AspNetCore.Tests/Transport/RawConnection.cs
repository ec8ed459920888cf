using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>One connection of a client that sends exactly the bytes it is told to, and sees exactly those that come.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly MemoryStream _unread = new();

    private RawConnection(Socket socket) => _socket = socket;

    /// <summary>The socket itself.</summary>
    public Socket Socket => _socket;

    public static async Task<RawConnection> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken, int? receiveBuffer = null)
    {
        Socket socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(endPoint, cancellationToken);
        return new RawConnection(socket);
    }

    public async Task SendAsync(string bytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> left = Encoding.Latin1.GetBytes(bytes);
        while (!left.IsEmpty)
        {
            left = left[await _socket.SendAsync(left, cancellationToken)..];
        }
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off, without a farewell.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Everything until the server ends the connection.</summary>
    public async Task<byte[]> ReadToEndAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken) > 0)
        {
        }

        return Take((int)_unread.Length);
    }

    /// <summary>One response whose body has a Content-Length, or none.</summary>
    public async Task<(string Head, byte[] Body)> ReadResponseAsync(CancellationToken cancellationToken, bool hasBody = true)
    {
        int end;
        while ((end = IndexOfHeadEnd()) < 0)
        {
            if (await FillAsync(cancellationToken) == 0)
            {
                throw new IOException($"The connection ended after {Encoding.Latin1.GetString(_unread.ToArray())}");
            }
        }

        string head = Encoding.Latin1.GetString(Take(end));
        int length = hasBody ? LengthIn(head) : 0;
        while (_unread.Length < length)
        {
            if (await FillAsync(cancellationToken) == 0)
            {
                throw new IOException($"The connection ended within a body, after {_unread.Length} of {length} bytes.");
            }
        }

        return (head, Take(length));
    }

    /// <summary>Waits until the server has broken the connection off, and takes nothing meanwhile.</summary>
    /// <param name="patience">How long it may take.</param>
    /// <returns>Whether it has.</returns>
    public Task<bool> WaitForResetAsync(TimeSpan patience) => Task.Run(() => _socket.Poll(patience, SelectMode.SelectError));

    public void Dispose()
    {
        _socket.Dispose();
        _unread.Dispose();
    }

    private static int LengthIn(string head)
    {
        const string Name = "Content-Length: ";
        int at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head.AsSpan(at + Name.Length, head.IndexOf('\r', at) - at - Name.Length), CultureInfo.InvariantCulture);
    }

    private int IndexOfHeadEnd()
    {
        int index = _unread.GetBuffer().AsSpan(0, (int)_unread.Length).IndexOf("\r\n\r\n"u8);
        return index < 0 ? -1 : index + 4;
    }

    private byte[] Take(int count)
    {
        byte[] all = _unread.ToArray();
        _unread.SetLength(0);
        _unread.Write(all, count, all.Length - count);
        return all[..count];
    }

    private async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        int received = await _socket.ReceiveAsync(buffer, cancellationToken);
        _unread.Write(buffer, 0, received);
        return received;
    }
}
