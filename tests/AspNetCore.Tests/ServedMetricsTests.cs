using System.Net;

namespace MappingCache.AspNetCore.Tests;

internal sealed class ServedMetricsTests : ServerFixture
{
    [Test]
    public async Task RequestsAreCountedByOutcomeAndBytesByWay()
    {
        Folder.Write("file", 1000);
        Directory.CreateDirectory(Folder.PathOf("d"));
        using CountedMetrics metrics = new();
        await StartAsync(options =>
        {
            options.DirectoryListing = true;
            options.MaxOpenFiles = 4;
        });
        (string Path, string? Header, string? Value, HttpStatusCode Status, string Outcome)[] requests =
        [
            ("/file", null, null, HttpStatusCode.OK, "whole"),
            ("/file", null, null, HttpStatusCode.OK, "whole"),
            ("/file", "Range", "bytes=0-9", HttpStatusCode.PartialContent, "partial"),
            ("/file", "If-None-Match", "*", HttpStatusCode.NotModified, "not_modified"),
            ("/file", "If-Match", "\"x\"", HttpStatusCode.PreconditionFailed, "precondition_failed"),
            ("/file", "Range", "bytes=5000-", HttpStatusCode.RequestedRangeNotSatisfiable, "range_not_satisfiable"),
            ("/missing", null, null, HttpStatusCode.NotFound, "not_found"),
            ("/d", null, null, HttpStatusCode.MovedPermanently, "directory"),
        ];
        foreach ((string path, string? header, string? value, HttpStatusCode status, _) in requests)
        {
            using HttpResponseMessage response = await GetAsync(path, header is null ? [] : [(header, value!)]);
            Assert.That(response.StatusCode, Is.EqualTo(status));
        }

        using HttpResponseMessage refused = await SendAsync(HttpMethod.Delete, "/file");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        metrics.WaitForEnd(requests.Length + 1);
        Dictionary<string, long> expected = requests
            .GroupBy(static request => request.Outcome, StringComparer.Ordinal)
            .ToDictionary(static group => $"requests outcome={group.Key}", static group => (long)group.Count(), StringComparer.Ordinal);
        expected["requests outcome=refused"] = 1;
        expected["bytes way=copied"] = 2010;
        expected["copies reason=checked"] = 3;
        Assert.That(metrics.Counts, Is.EquivalentTo(expected));
        metrics.Observe();
        Assert.That(metrics.Counts["files.open prefix=/"], Is.EqualTo(1));
    }

    [Test]
    public async Task WhatIsMadeForAResponseIsCountedApart()
    {
        byte[] file = Folder.Write("file", 10_000);
        using CountedMetrics metrics = new();
        ServedTraffic traffic = new();
        await StartAsync(options => options.Traffic = traffic);
        using HttpResponseMessage parts = await GetAsync("/file", ("Range", "bytes=0-9,5000-5009"));
        long length = (await parts.Content.ReadAsByteArrayAsync(Deadline)).Length;
        metrics.WaitForEnd(1);
        Assert.That(metrics.Counts["bytes way=copied"], Is.EqualTo(20));
        Assert.That(metrics.Counts["bytes way=made"], Is.EqualTo(length - 20));
        Assert.That(traffic.Bytes, Is.EqualTo(length));
        Assert.That(file, Has.Length.GreaterThan(length));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task WhatWasBrokenOffIsCountedSo()
    {
        const int Length = 8 * WindowSize;
        Folder.Write("file", Length);
        using CountedMetrics metrics = new();
        BodyGate gate = new(flushes: 2);
        await StartAsync(around: gate.AroundAsync);
        Task<byte[]> body = Client.GetByteArrayAsync("/file", Deadline);
        await gate.Reached.WaitAsync(Deadline);
        await using (FileStream stream = new(Folder.PathOf("file"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            stream.WriteByte(1);
        }

        gate.Open();
        Assert.That(async () => await body, Throws.InstanceOf<HttpRequestException>());
        metrics.WaitForEnd(1);
        Assert.That(metrics.Counts["requests outcome=changed"], Is.EqualTo(1));
        Assert.That(metrics.Counts["bytes way=copied"], Is.LessThan(Length));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task WhoHasGoneIsCountedSo()
    {
        Folder.Write("file", 64 << 20);
        using CountedMetrics metrics = new();
        await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(Server.Address, Deadline);
        await client.RequestAsync("/file", Deadline);
        Assert.That(await client.ReceiveAsync(new byte[100], Deadline), Is.Positive);
        client.Reset();
        metrics.WaitForEnd(1);
        Assert.That(metrics.Counts["requests outcome=client_gone"], Is.EqualTo(1));
    }

    [Test]
    public async Task WhatFailedIsCountedSo()
    {
        Folder.Write("file", 10);
        using CountedMetrics metrics = new();
        await StartAsync(options => options.PrepareResponse = static (_, _) => throw new InvalidOperationException());
        using HttpResponseMessage response = await GetAsync("/file");
        metrics.WaitForEnd(1);
        Assert.That(metrics.Counts["requests outcome=failed"], Is.EqualTo(1));
    }
}
