using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MappingCache.Tests.Platform;

/// <summary>The ways of <see cref="CutRead"/>: each reads behind the new end of a file.</summary>
internal static unsafe class CutReads
{
    private const int MinStack = 128 * 1024;

    /// <summary>Reads from an offset of a window to its end.</summary>
    public static void Read(CutRead way, ReadOnlySpan<byte> window, int from)
    {
        ReadOnlySpan<byte> lost = window[from..];
        byte[] copy = new byte[lost.Length];
        switch (way)
        {
            case CutRead.Span:
                Keep(lost[0]);
                break;
            case CutRead.IndexOf:
                Keep(lost.IndexOf((byte)'z'));
                break;
            case CutRead.ShortCopy:
                lost[..64].CopyTo(copy);
                break;
            case CutRead.LongCopy:
                lost.CopyTo(copy);
                break;
            case CutRead.Hash:
                Keep(SHA256.HashData(lost)[0]);
                break;
            case CutRead.Filter:
                ReadInFilter(lost);
                break;
            case CutRead.Tls:
                Encrypt(lost);
                break;
            default:
                fixed (byte* bytes = lost)
                {
                    ReadByPointer(way, bytes, copy);
                }

                break;
        }
    }

    // SAFETY: the caller holds the window while this reads it, and its length is the copy's.
    private static void ReadByPointer(CutRead way, byte* lost, byte[] copy)
    {
        switch (way)
        {
            case CutRead.ByPointer or CutRead.Light:
                Keep(*lost);
                break;
            case CutRead.MemoryCopy:
                fixed (byte* to = copy)
                {
                    Buffer.MemoryCopy(lost, to, copy.Length, copy.Length);
                }

                break;
            case CutRead.MarshalCopy:
                Marshal.Copy((nint)lost, copy, 0, copy.Length);
                break;
            case CutRead.PoolThread:
                Task.Run(() => Keep(*lost)).GetAwaiter().GetResult();
                break;
            case CutRead.SmallStack:
                Thread thread = new(() => Keep(*lost), MinStack);
                thread.Start();
                thread.Join();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, null);
        }
    }

    private static void ReadInFilter(ReadOnlySpan<byte> lost)
    {
        int seen = -1;
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException) when (Look(lost, out seen))
        {
            Keep(seen);
        }
    }

    private static bool Look(ReadOnlySpan<byte> lost, out int seen)
    {
        seen = lost[0];
        return true;
    }

    // What is encrypted is read by native code.
    private static void Encrypt(ReadOnlySpan<byte> lost)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using TcpClient accepted = listener.AcceptTcpClient();
        using SslStream receiver = new(client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString());
        using SslStream sender = new(accepted.GetStream());
        Task.WaitAll(receiver.AuthenticateAsClientAsync("localhost"), sender.AuthenticateAsServerAsync(certificate));
        byte[] received = new byte[lost.Length];
        Task receiving = receiver.ReadExactlyAsync(received).AsTask();
        sender.Write(lost);
        receiving.GetAwaiter().GetResult();
    }

    private static void Keep(int read) => GC.KeepAlive(read);
}
