using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>A certificate of localhost's, which nobody trusts.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 Make()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
