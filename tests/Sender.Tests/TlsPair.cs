using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MappingCache.Tests;

/// <summary>Both ends of a TLS connection over loopback, with a certificate made for it.</summary>
internal sealed class TlsPair : IDisposable
{
    private const string Host = "localhost";

    private readonly SocketPair _sockets;
    private readonly X509Certificate2 _certificate;

    private TlsPair(SocketPair sockets, X509Certificate2 certificate)
    {
        _sockets = sockets;
        _certificate = certificate;
        Sender = new SslStream(new NetworkStream(sockets.Sender));
        Receiver = new SslStream(new NetworkStream(sockets.Receiver), leaveInnerStreamOpen: false, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString());
    }

    public SslStream Sender { get; }

    public SslStream Receiver { get; }

    public static async Task<TlsPair> ConnectAsync()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={Host}", key, HashAlgorithmName.SHA256);
        TlsPair pair = new(SocketPair.Tcp(), request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));
        await Task.WhenAll(pair.Sender.AuthenticateAsServerAsync(pair._certificate), pair.Receiver.AuthenticateAsClientAsync(Host)).ConfigureAwait(false);
        return pair;
    }

    public async Task<byte[]> ReceiveAsync(int length)
    {
        byte[] bytes = new byte[length];
        int received = await Receiver.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false).ConfigureAwait(false);
        return bytes[..received];
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
        _sockets.Dispose();
        _certificate.Dispose();
    }
}
