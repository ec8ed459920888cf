namespace MappingCache.AspNetCore.Tests;

internal sealed class AcceptedCodingsTests
{
    // br, zstd, gzip, and the file as it is.
    [TestCase("gzip, deflate, br, zstd", 1000, 1000, 1000, 1)]
    [TestCase("gzip", 0, 0, 1000, 1)]
    [TestCase("GZIP;Q=0.5", 0, 0, 500, 1)]
    [TestCase("x-gzip", 0, 0, 1000, 1)]
    [TestCase("gzip;q=0, x-gzip", 0, 0, 0, 1)]
    [TestCase("br;q=0.123 , gzip ; q=0.9", 123, 0, 900, 1)]
    [TestCase("*", 1000, 1000, 1000, 1)]
    [TestCase("*;q=0.5, br;q=0", 0, 500, 500, 1)]
    [TestCase("*;q=0", 0, 0, 0, 0)]
    [TestCase("*;q=0, gzip", 0, 0, 1000, 0)]
    [TestCase("identity", 0, 0, 0, 1000)]
    [TestCase("identity;q=0", 0, 0, 0, 0)]
    [TestCase("identity;q=0.5, br;q=0.4", 400, 0, 0, 500)]
    [TestCase("identity;q=0.5, *;q=0", 0, 0, 0, 500)]
    [TestCase("", 0, 0, 0, 1)]
    [TestCase(",,br,,", 1000, 0, 0, 1)]
    [TestCase("brotli, gzi, gzipp", 0, 0, 0, 1)]
    [TestCase("br;q=1.000, gzip;q=0.000", 1000, 0, 0, 1)]
    [TestCase("br;q=1., gzip;q=0.", 1000, 0, 0, 1)]
    [TestCase("br;q=1.001", 0, 0, 0, 1)]
    [TestCase("br;q=2", 0, 0, 0, 1)]
    [TestCase("br;q=0.1234", 0, 0, 0, 1)]
    [TestCase("br;q=0.x", 0, 0, 0, 1)]
    [TestCase("br;q=-1", 0, 0, 0, 1)]
    [TestCase("br;q=", 0, 0, 0, 1)]
    [TestCase("br;q", 0, 0, 0, 1)]
    [TestCase("br;", 0, 0, 0, 1)]
    [TestCase("br;x=1", 0, 0, 0, 1)]
    public void QualitiesAreRead(string header, int br, int zstd, int gzip, int identity)
    {
        AcceptedCodings accepted = new(header);
        Assert.That(ContentCoding.All.Select(accepted.Of), Is.EqualTo((int[])[br, zstd, gzip]));
        Assert.That(accepted.OfIdentity(), Is.EqualTo(identity));
    }

    [Test]
    public void SeveralHeadersAreOneList()
    {
        AcceptedCodings accepted = new((string[])["gzip;q=0.5", "br"]);
        Assert.That(ContentCoding.All.Select(accepted.Of), Is.EqualTo((int[])[1000, 0, 500]));
    }
}
