using System.Globalization;
using System.Net;
using System.Text;

namespace MappingCache.AspNetCore.Tests;

internal sealed class MultipartTests : ServerFixture
{
    private const int Length = 3 * WindowSize;

    [TestCase("bytes=0-9,1000-1009", "0-9 1000-1009")]
    [TestCase("bytes=1000-1009,0-9", "1000-1009 0-9")]
    [TestCase("bytes=0-0,-1", "0-0 196607-196607")]
    [TestCase("bytes=65000-70000, 100-200, 196000-", "65000-70000 100-200 196000-196607", Description = "over the borders of windows")]
    [TestCase("bytes=0-9,1000-1009,5-19", "0-19 1000-1009")]
    public async Task PartsAreTheFiles(string header, string expected)
    {
        byte[] file = Folder.Write("a.txt", Length);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Range", header));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("multipart/byteranges"));
        Assert.That(response.Content.Headers.ContentRange, Is.Null);
        byte[] body = await response.Content.ReadAsByteArrayAsync(Deadline);
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(body.Length));
        string boundary = response.Content.Headers.ContentType.Parameters.Single().Value!;
        List<string> ranges = [];
        foreach ((string head, byte[] part) in PartsOf(body, boundary))
        {
            string[] lines = head.Split("\r\n");
            Assert.That(lines[0], Is.EqualTo("Content-Type: text/plain"));
            string range = lines[1]["Content-Range: bytes ".Length..^$"/{Length}".Length];
            Assert.That(lines[1], Is.EqualTo($"Content-Range: bytes {range}/{Length}"));
            Assert.That(lines, Has.Length.EqualTo(2));
            ranges.Add(range);
            int[] ends = [.. range.Split('-').Select(static end => int.Parse(end, CultureInfo.InvariantCulture))];
            Assert.That(part, Is.EqualTo(file[ends[0]..(ends[1] + 1)]));
        }

        Assert.That(string.Join(' ', ranges), Is.EqualTo(expected));
    }

    [TestCase("bytes=0-9,20-29", "bytes 0-29/196608")]
    [TestCase("bytes=0-9,500000-", "bytes 0-9/196608")]
    public async Task WhatComesToOneRangeIsSentAsOne(string header, string expected)
    {
        byte[] file = Folder.Write("a.txt", Length);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Range", header));
        Assert.That(response.Content.Headers.ContentRange!.ToString(), Is.EqualTo(expected));
        Assert.That(file, Does.Not.Empty);
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain"));
    }

    [Test]
    public async Task WhatComesToMoreThanTheFileIsSentAsTheFile()
    {
        byte[] file = Folder.Write("a.txt", 1000);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Range", "bytes=0-399,600-999"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(file));
    }

    [TestCase(16, HttpStatusCode.PartialContent)]
    [TestCase(17, HttpStatusCode.OK)]
    [TestCase(1000, HttpStatusCode.OK)]
    public async Task RangesAreLimited(int count, HttpStatusCode expected)
    {
        Folder.Write("a.txt", Length);
        await StartAsync();
        string header = string.Join(',', Enumerable.Range(0, count).Select(static index => string.Create(CultureInfo.InvariantCulture, $"{index * 190}-{index * 190}")));
        using HttpResponseMessage response = await GetAsync("/a.txt", ("Range", $"bytes={header}"));
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task OneRangeOnlyCanBeAllowed()
    {
        Folder.Write("a.txt", Length);
        await StartAsync(options => options.MaxRanges = 1);
        using HttpResponseMessage two = await GetAsync("/a.txt", ("Range", "bytes=0-9,1000-1009"));
        using HttpResponseMessage one = await GetAsync("/a.txt", ("Range", "bytes=0-9"));
        Assert.That(two.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(one.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
    }

    [Test]
    public async Task NoTwoBodiesHaveTheSameBoundary()
    {
        Folder.Write("a.txt", Length);
        await StartAsync();
        using HttpResponseMessage first = await GetAsync("/a.txt", ("Range", "bytes=0-9,1000-1009"));
        using HttpResponseMessage second = await GetAsync("/a.txt", ("Range", "bytes=0-9,1000-1009"));
        Assert.That(second.Content.Headers.ContentType!.ToString(), Is.Not.EqualTo(first.Content.Headers.ContentType!.ToString()));
    }

    private static IEnumerable<(string Head, byte[] Part)> PartsOf(byte[] body, string boundary)
    {
        string text = Encoding.Latin1.GetString(body);
        Assert.That(text, Does.StartWith($"--{boundary}\r\n").And.EndsWith($"\r\n--{boundary}--\r\n"));
        string[] parts = $"\r\n{text}".Split($"\r\n--{boundary}");
        Assert.That(parts[0], Is.Empty);
        Assert.That(parts[^1], Is.EqualTo("--\r\n"));
        foreach (string part in parts[1..^1])
        {
            int end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            yield return (part[2..end], Encoding.Latin1.GetBytes(part[(end + 4)..]));
        }
    }
}
