using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Speaks HTTP over a socket, to send what <see cref="HttpClient"/> would put in order first.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawClient> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        RawClient client = new();
        await client._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), cancellationToken);
        return client;
    }

    /// <summary>The status that a request for a target gets.</summary>
    public static async Task<HttpStatusCode> StatusOfAsync(Uri address, string target, CancellationToken cancellationToken)
    {
        string response = await GetAsync(address, target, cancellationToken);
        return (HttpStatusCode)int.Parse(response.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The whole answer to a request for a target, as Latin-1.</summary>
    public static async Task<string> GetAsync(Uri address, string target, CancellationToken cancellationToken)
    {
        using RawClient client = await ConnectAsync(address, cancellationToken);
        await client.RequestAsync(target, cancellationToken);
        using MemoryStream answer = new();
        byte[] buffer = new byte[4096];
        for (int count; (count = await client.ReceiveAsync(buffer, cancellationToken)) > 0;)
        {
            answer.Write(buffer, 0, count);
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async Task RequestAsync(string target, CancellationToken cancellationToken)
    {
        string request = $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        await _socket.SendAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
    }

    public async Task<int> ReceiveAsync(byte[] buffer, CancellationToken cancellationToken) =>
        await _socket.ReceiveAsync(buffer, cancellationToken);

    /// <summary>Breaks the connection off, without a farewell.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
