using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MappingCache.Harness.Http;

/// <summary>A certificate that lives as long as a run, signed by itself, as two files that every server reads.</summary>
internal sealed class TestCertificate
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(1);

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where its files go.</param>
    public TestCertificate(string folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now - s_lifetime, now + s_lifetime);
        CertificatePath = Path.Combine(folder, "certificate.pem");
        KeyPath = Path.Combine(folder, "key.pem");
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificatePath { get; }

    public string KeyPath { get; }
}
