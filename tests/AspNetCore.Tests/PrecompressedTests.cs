using System.IO.Compression;
using System.Net;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

internal sealed class PrecompressedTests : ServerFixture
{
    private static readonly DateTime s_then = new(2024, 3, 1, 12, 0, 0, 500, DateTimeKind.Utc);

    protected override int SlotCount => 8;

    [TestCase("gzip", "gzip")]
    [TestCase("br", "br")]
    [TestCase("zstd", "zstd")]
    [TestCase("gzip, deflate, br, zstd", "br", Description = "the shortest")]
    [TestCase("gzip, br;q=0.9", "gzip")]
    [TestCase("*", "br")]
    [TestCase("br;q=0, *", "zstd")]
    [TestCase("identity", null)]
    [TestCase("identity, gzip;q=0.5", null)]
    [TestCase("identity, gzip", "gzip", Description = "as good, and shorter")]
    [TestCase("identity;q=0, gzip;q=0.1", "gzip")]
    [TestCase("deflate", null)]
    [TestCase("gzip;q=0", null)]
    [TestCase("*;q=0", null, Description = "nothing will do, so it gets the file")]
    [TestCase(null, null)]
    public async Task TheClientsQualitiesDecide(string? accepted, string? expected)
    {
        byte[] plain = Populate();
        await StartAsync(options => options.PrecompressedFiles = true);
        using HttpResponseMessage response = await GetAsync("/a.txt", accepted is null ? [] : [("Accept-Encoding", accepted)]);
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(expected is null ? [] : (string[])[expected]));
        Assert.That(response.Headers.Vary, Is.EqualTo((string[])["Accept-Encoding"]));
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain"));
        byte[] sent = await response.Content.ReadAsByteArrayAsync(Deadline);
        Assert.That(sent, Is.EqualTo(expected is null ? plain : File.ReadAllBytes(Folder.PathOf("a.txt" + EndingOf(expected)))));
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(sent.Length));
    }

    [Test]
    public async Task WhatIsSentCanBeDecoded()
    {
        byte[] plain = Populate();
        await StartAsync(options => options.PrecompressedFiles = true);
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"));
        await using GZipStream decoded = new(await response.Content.ReadAsStreamAsync(Deadline), CompressionMode.Decompress);
        using MemoryStream all = new();
        await decoded.CopyToAsync(all, Deadline);
        Assert.That(all.ToArray(), Is.EqualTo(plain));
    }

    [Test]
    public async Task EachHasItsOwnTagAndItsOwnRanges()
    {
        byte[] plain = Populate();
        byte[] packed = File.ReadAllBytes(Folder.PathOf("a.txt.gz"));
        await StartAsync(options => options.PrecompressedFiles = true);
        using HttpResponseMessage first = await GetAsync("/a.txt");
        using HttpResponseMessage second = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"));
        string tag = second.Headers.ETag!.ToString();
        Assert.That(tag, Is.Not.EqualTo(first.Headers.ETag!.ToString()));

        using HttpResponseMessage part = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"), ("Range", "bytes=2-9"), ("If-Range", tag));
        Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(part.Content.Headers.ContentEncoding, Is.EqualTo((string[])["gzip"]));
        Assert.That(part.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes 2-9/{packed.Length}"));
        Assert.That(await part.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(packed[2..10]));

        // Parts of different encodings must not be put together.
        using HttpResponseMessage other = await GetAsync("/a.txt", ("Range", "bytes=2-9"), ("If-Range", tag));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await other.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(plain));

        using HttpResponseMessage unchanged = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"), ("If-None-Match", tag));
        Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(unchanged.Headers.Vary, Is.EqualTo((string[])["Accept-Encoding"]));
        Assert.That(unchanged.Headers.ETag!.ToString(), Is.EqualTo(tag));

        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, "/a.txt", ("Accept-Encoding", "gzip"));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(packed.Length));
        Assert.That(head.Content.Headers.ContentEncoding, Is.EqualTo((string[])["gzip"]));
    }

    [TestCase(-1L, false)]
    [TestCase(0L, true)]
    [TestCase(1L, true)]
    [TestCase(-500_000_000L, true, Description = "its time has lost the fraction of the second")]
    [TestCase(-500_000_001L, false)]
    [TestCase(-1_500_000_000L, false)]
    public void ASiblingIsNotOlderThanItsFile(long nanoseconds, bool expected)
    {
        const long Then = 1_709_294_400_500_000_000;
        FileVersion plain = new(100, Then, 0);
        Assert.That(FileOpener.IsOf(plain, new FileVersion(50, Then + nanoseconds, 0)), Is.EqualTo(expected));
        Assert.That(FileOpener.IsOf(plain, new FileVersion(100, Then + nanoseconds, 0)), Is.False, "nor as long");
    }

    [Test]
    public async Task AnOutdatedSiblingIsNotSent()
    {
        Populate();
        byte[] plain = Folder.Write("a.txt", 6000, seed: 3);
        await StartAsync(options => options.PrecompressedFiles = true);
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"));
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(response.Headers.Vary, Is.Empty, "there is nothing to choose from");
        Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(plain));
    }

    [Test]
    public async Task AFileThatIsChangedUnderItsOpenSiblingsIsSentItself()
    {
        Populate();
        await StartAsync(options => options.PrecompressedFiles = true);
        using HttpResponseMessage first = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"));
        Assert.That(first.Content.Headers.ContentEncoding, Is.Not.Empty);
        Cache.Trim(0);
        byte[] plain = Folder.Write("a.txt", 6000, seed: 3);
        using HttpResponseMessage plainly = await GetAsync("/a.txt");
        Assert.That(await plainly.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(plain));
        using HttpResponseMessage second = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"));
        Assert.That(second.Content.Headers.ContentEncoding, Is.Empty);
    }

    [Test]
    public async Task WithoutTheOptionSiblingsAreFilesLikeOthers()
    {
        byte[] plain = Populate();
        byte[] packed = File.ReadAllBytes(Folder.PathOf("a.txt.gz"));
        await StartAsync();
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Accept-Encoding", "gzip"));
        Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(plain));
        Assert.That(response.Headers.Vary, Is.Empty);
        using HttpResponseMessage sibling = await GetAsync("/a.txt.gz");
        Assert.That(await sibling.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(packed));
        Assert.That(sibling.Content.Headers.ContentEncoding, Is.Empty);
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public async Task ASiblingThatLeadsOutIsNone()
    {
        byte[] plain = Folder.Write("a.txt", 5000);
        File.WriteAllBytes(Path.Combine(Folder.Base, "secret"), [1, 2, 3]);
        Folder.LinkFile("a.txt.gz", "../secret");
        Directory.CreateDirectory(Folder.PathOf("a.txt.br"));
        await StartAsync(options => options.PrecompressedFiles = true);
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Accept-Encoding", "gzip, br"));
        Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(plain));
    }

    [Test]
    public async Task OtherReasonsToVaryStay()
    {
        Populate();
        await StartAsync(options => options.PrecompressedFiles = true, (context, next) =>
        {
            context.Response.Headers.Vary = "Origin";
            return next(context);
        });
        using HttpResponseMessage response = await GetAsync("/a.txt");
        Assert.That(response.Headers.Vary, Is.EqualTo((string[])["Origin", "Accept-Encoding"]));
    }

    private static string EndingOf(string coding) => ContentCoding.All.Single(known => known.Token == coding).Extension;

    // Zstandard is not in the runtime, and nobody here decodes it.
    private byte[] Populate()
    {
        byte[] plain = Folder.Write("a.txt", [.. Enumerable.Repeat("line of text\n"u8.ToArray(), 1000).SelectMany(static line => line)]);
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(plain);
        }

        Folder.Write("a.txt.gz", packed.ToArray());
        Folder.Write("a.txt.br", 40, seed: 4);
        Folder.Write("a.txt.zst", 50, seed: 5);
        foreach (string name in Directory.GetFiles(Folder.Served))
        {
            File.SetLastWriteTimeUtc(name, s_then);
        }

        return plain;
    }
}
