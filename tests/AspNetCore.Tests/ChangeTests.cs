using System.Net;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Files that change between requests: what is asked for with a body is always as it is now, whatever is open already.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class ChangeTests(bool looksAlways) : ServerFixture
{
    protected override WindowCacheOptions Options => base.Options with { Revalidation = looksAlways ? Revalidation.Always : Revalidation.EverySecond };

    [Test]
    public async Task AFileThatIsReplacedHasAnotherTag()
    {
        Folder.Write("file", 100, seed: 1);
        await StartAsync();
        using HttpResponseMessage first = await GetAsync("/file");
        byte[] changed = Folder.Write("new", 100, seed: 2);
        if (OperatingSystem.IsWindows())
        {
            // Refused as long as something of the file is mapped.
            Assert.That(() => File.Move(Folder.PathOf("new"), Folder.PathOf("file"), overwrite: true), Throws.InstanceOf<UnauthorizedAccessException>().Or.InstanceOf<IOException>());
            Cache.Trim(0);
        }

        File.Move(Folder.PathOf("new"), Folder.PathOf("file"), overwrite: true);
        using HttpResponseMessage second = await GetAsync("/file");
        Assert.That(second.Headers.ETag, Is.Not.EqualTo(first.Headers.ETag));
        Assert.That(await second.Content.ReadAsByteArrayAsync(Deadline), Is.EqualTo(changed));
        using HttpResponseMessage third = await GetAsync("/file", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task AFileThatHasGrownIsServedWhole()
    {
        byte[] before = Folder.Write("file", 5000);
        await StartAsync();
        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(before));
        byte[] more = SiteFolder.Bytes(WindowSize, seed: 2);
        await using (FileStream stream = new(Folder.PathOf("file"), FileMode.Append))
        {
            await stream.WriteAsync(more, Deadline);
        }

        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo((byte[])[.. before, .. more]));
    }

    [Test]
    public async Task AFileThatWasCutIsServedAsItIs()
    {
        byte[] before = Folder.Write("file", 5000);
        await StartAsync();
        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(before));
        Cache.Trim(0);
        await using (FileStream stream = new(Folder.PathOf("file"), FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(4000);
        }

        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(before[..4000]));
    }

    [Test]
    public async Task AFileThatWasDeletedIsNotFound()
    {
        byte[] before = Folder.Write("file", 5000);
        await StartAsync();
        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(before));
        Cache.Trim(0);
        File.Delete(Folder.PathOf("file"));
        using HttpResponseMessage response = await GetAsync("/file");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(response.Headers.ETag, Is.Null);
    }

    [Test]
    public async Task AFileThatWasMissingIsFoundAtOnce()
    {
        await StartAsync();
        using HttpResponseMessage missing = await GetAsync("/file");
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        byte[] file = Folder.Write("file", 10);
        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(file));
    }
}
