using System.Net;
using Microsoft.AspNetCore.StaticFiles;

namespace MappingCache.AspNetCore.Tests;

internal sealed class FileTests : ServerFixture
{
    private static readonly int[] s_lengths =
        [0, 1, 4095, 4096, 4097, WindowSize - 1, WindowSize, WindowSize + 1, (3 * WindowSize) + 5, (40 * WindowSize) + 123];

    [TestCaseSource(nameof(s_lengths))]
    public async Task BodiesAreTheFiles(int length)
    {
        byte[] expected = Folder.Write("file.bin", length);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync("/file.bin");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(length));
        Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(s_lengths))]
    public async Task HeadGivesTheHeadersOfGet(int length)
    {
        Folder.Write("file.txt", length);
        await StartAsync();
        using HttpResponseMessage get = await GetAsync("/file.txt");
        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, "/file.txt", ("Range", "bytes=0-0"));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(length));
        Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType));
        Assert.That(head.Content.Headers.LastModified, Is.EqualTo(get.Content.Headers.LastModified));
        Assert.That(head.Headers.ETag, Is.EqualTo(get.Headers.ETag));
        Assert.That(head.Headers.AcceptRanges, Is.EqualTo((string[])["bytes"]));
        Assert.That(await head.Content.ReadAsByteArrayAsync(Deadline), Is.Empty);
    }

    [Test]
    public async Task ManyClientsShareFewSlots()
    {
        byte[][] files = [.. Enumerable.Range(0, 4).Select(index => Folder.Write($"{index}.bin", (3 << 20) + index, index))];
        await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(index => Task.Run(async () =>
        {
            byte[] body = await Client.GetByteArrayAsync($"/{index % 4}.bin", Deadline);
            Assert.That(body.AsSpan().SequenceEqual(files[index % 4]), Is.True);
        })));
        Assert.That(Cache.GetStatistics().Evictions, Is.Positive);
    }

    [Test]
    public async Task RangesAroundBordersOfWindows()
    {
        byte[] file = Folder.Write("file.bin", (3 * WindowSize) + 100);
        await StartAsync();
        foreach (int border in new[] { WindowSize, 2 * WindowSize, 3 * WindowSize })
        {
            foreach ((int first, int last) in new[] { (border - 1, border - 1), (border, border), (border - 1, border), (border - WindowSize, border - 1), (border - 5000, border + 99) })
            {
                using HttpResponseMessage response = await GetAsync("/file.bin", ("Range", $"bytes={first}-{last}"));
                Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
                Assert.That(response.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes {first}-{last}/{file.Length}"));
                Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(file[first..(last + 1)]));
            }
        }
    }

    [Test]
    public async Task RangesPastFourGibibytes()
    {
        const long Length = 5L << 30;
        long[] borders = [1L << 31, 1L << 32];
        using (FileStream stream = File.Create(Folder.PathOf("sparse.bin")))
        {
            stream.SetLength(Length);
            foreach (long border in borders)
            {
                stream.Position = border - 4;
                stream.Write([1, 2, 3, 4, 5, 6, 7, 8]);
            }

            stream.Position = Length - 3;
            stream.Write([7, 8, 9]);
        }

        await StartAsync();
        foreach (long border in borders)
        {
            using HttpResponseMessage response = await GetAsync("/sparse.bin", ("Range", $"bytes={border - 5}-{border + 4}"));
            Assert.That(response.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes {border - 5}-{border + 4}/{Length}"));
            Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 0 }));
        }

        using HttpResponseMessage tail = await GetAsync("/sparse.bin", ("Range", "bytes=-4"));
        Assert.That(await tail.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(new byte[] { 0, 7, 8, 9 }));
        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, "/sparse.bin");
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(Length));
    }

    [TestCase("bytes=10-", 10)]
    [TestCase("bytes=-0", 10)]
    [TestCase("bytes=0-", 0)]
    [TestCase("bytes=-1", 0)]
    public async Task RangesThatCannotBeHadAreToldTheLength(string range, int length)
    {
        Folder.Write("file", length);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync("/file", ("Range", range));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
        Assert.That(response.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes */{length}"));
        Assert.That(response.Content.Headers.ContentLength, Is.Zero);
    }

    [Test]
    public async Task TheTagOfAnAnswerIsTheConditionOfTheNext()
    {
        byte[] file = Folder.Write("file", 5000);
        await StartAsync();
        using HttpResponseMessage first = await GetAsync("/file");
        string tag = first.Headers.ETag!.ToString();
        string date = first.Content.Headers.LastModified!.Value.ToString("R");
        Assert.That(first.Headers.ETag.IsWeak, Is.False);
        foreach ((string name, string value) in new[] { ("If-None-Match", tag), ("If-None-Match", $"W/{tag}"), ("If-None-Match", "*"), ("If-Modified-Since", date) })
        {
            using HttpResponseMessage unchanged = await GetAsync("/file", (name, value));
            Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified), name);
            Assert.That(unchanged.Headers.ETag!.ToString(), Is.EqualTo(tag));
            Assert.That(await unchanged.Content.ReadAsByteArrayAsync(Deadline), Is.Empty);
        }

        using HttpResponseMessage part = await GetAsync("/file", ("Range", "bytes=1-3"), ("If-Range", tag), ("If-Match", tag));
        Assert.That(await part.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(file[1..4]));
        using HttpResponseMessage refused = await GetAsync("/file", ("If-Match", "\"other\""));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task OtherMethodsAreRefused(string method)
    {
        Folder.Write("file", 10);
        await StartAsync();
        using HttpResponseMessage response = await SendAsync(new HttpMethod(method), "/file");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(response.Content.Headers.Allow, Is.EqualTo((string[])["GET", "HEAD"]));
    }

    [TestCase("a.html", "text/html")]
    [TestCase("a.JPG", "image/jpeg")]
    [TestCase("a.unheard-of", "application/octet-stream")]
    [TestCase("a", "application/octet-stream")]
    public async Task ContentTypesFollowNames(string name, string type)
    {
        Folder.Write(name, 10);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync($"/{name}");
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo(type));
    }

    [Test]
    public async Task ContentTypesCanBeSet()
    {
        Folder.Write("a.x", 10);
        Folder.Write("a.y", 10);
        await StartAsync(options =>
        {
            options.ContentTypeProvider = new FileExtensionContentTypeProvider(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [".x"] = "test/x" });
            options.DefaultContentType = "test/default";
        });
        using HttpResponseMessage known = await GetAsync("/a.x");
        using HttpResponseMessage other = await GetAsync("/a.y");
        Assert.That(known.Content.Headers.ContentType!.ToString(), Is.EqualTo("test/x"));
        Assert.That(other.Content.Headers.ContentType!.ToString(), Is.EqualTo("test/default"));
    }

    [Test]
    public async Task TrafficIsCounted()
    {
        Folder.Write("file", 70_000);
        ServedTraffic traffic = new();
        await StartAsync(options => options.Traffic = traffic);
        await Client.GetByteArrayAsync("/file", Deadline);
        using HttpResponseMessage missing = await GetAsync("/missing");
        Assert.That(traffic.Requests, Is.EqualTo(2));
        Assert.That(traffic.Bytes, Is.EqualTo(70_000));
    }

    [Test]
    public async Task TheCacheMayComeFromTheServices()
    {
        byte[] file = Folder.Write("file", 10);
        Use(await TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles("/p/", Folder.Served)));
        Assert.That(await Client.GetByteArrayAsync("/p/file", Deadline), Is.EqualTo(file));
    }

    [Test]
    public async Task WhenTheServerHasStoppedNothingIsOpen()
    {
        byte[] file = Folder.Write("file", 10);
        await StartAsync(options => options.MaxOpenFiles = 4);
        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(file));
        Cache.Trim(0);
        Assert.That(Cache.GetStatistics().Files, Is.EqualTo(1), "the one that stays open between requests");
        await Server.DisposeAsync();
        Assert.That(Cache.GetStatistics().Files, Is.Zero);
    }
}
