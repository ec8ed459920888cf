using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MappingCache.Tests.Chaos;

/// <summary>A certificate for one run, and what both ends of a connection do with it.</summary>
internal sealed class ChaosTls : IDisposable
{
    private const string Host = "localhost";

    private readonly X509Certificate2 _certificate;

    public ChaosTls()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={Host}", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Server = new SslServerAuthenticationOptions { ServerCertificate = _certificate };
        Client = new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.GetCertHashString(),
        };
    }

    public SslServerAuthenticationOptions Server { get; }

    public SslClientAuthenticationOptions Client { get; }

    public void Dispose() => _certificate.Dispose();
}
