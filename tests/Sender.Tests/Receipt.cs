using System.Net.Sockets;

namespace MappingCache.Tests;

/// <summary>What a receiver got until the connection ended.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="WasReset">Whether it ended with a reset; what had not been read by then may be lost.</param>
internal sealed record Receipt(byte[] Bytes, bool WasReset)
{
    /// <summary>Receives to the end.</summary>
    /// <param name="socket">The receiver's socket.</param>
    /// <param name="pace">Called after each piece, with its length.</param>
    public static async Task<Receipt> OfAsync(Socket socket, Func<int, Task>? pace = null)
    {
        using MemoryStream bytes = new();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            for (int received; (received = await socket.ReceiveAsync(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, received);
                await (pace?.Invoke(received) ?? Task.CompletedTask);
            }
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return new Receipt(bytes.ToArray(), WasReset: true);
        }

        return new Receipt(bytes.ToArray(), WasReset: false);
    }

    /// <summary>Ends the sending side and tells what had arrived in all: exactly the bytes that were counted, and the right ones.</summary>
    public static async Task MustBe(SocketPair sockets, long sent, byte[] whole, Task<Receipt>? receiving = null)
    {
        receiving ??= OfAsync(sockets.Receiver);
        sockets.Sender.Shutdown(SocketShutdown.Send);
        Receipt receipt = await receiving;
        Assert.That(receipt.WasReset, Is.False);
        Assert.That(receipt.Bytes, Has.Length.EqualTo(sent), "what arrives is what was counted");
        Assert.That(receipt.Bytes.AsSpan().SequenceEqual(whole.AsSpan(0, receipt.Bytes.Length)), "and it is what comes first");
    }
}
