using System.Net;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Files that stay open between requests, with fewer descriptors than files: most of them are closed, and opened again by their path when they are looked at.</summary>
[LinuxOnly("Windows lets nobody replace a file that is open, and files are not kept open there.")]
internal sealed class FewDescriptorsTests : ServerFixture
{
    protected override WindowCacheOptions Options => base.Options with { MaxDescriptors = 1, Revalidation = Revalidation.Never };

    [Test]
    public async Task ManyFilesAreServed()
    {
        byte[][] files = [.. Enumerable.Range(0, 8).Select(index => Folder.Write($"{index}", 1000 + index, index))];
        await StartAsync();
        for (int round = 0; round < 3; round++)
        {
            for (int index = 0; index < files.Length; index++)
            {
                Assert.That(await Client.GetByteArrayAsync($"/{index}", Deadline), Is.EqualTo(files[index]));
            }
        }

        Assert.That(Cache.GetStatistics().Descriptors, Is.EqualTo(1));
    }

    [Test]
    public async Task AFileThatWasReplacedWhileItsDescriptorWasClosedIsServedAsItIs([Values(1000, 100_000)] int length)
    {
        Folder.Write("a", length);
        Folder.Write("b", 1000);
        await StartAsync();
        await Client.GetByteArrayAsync("/a", Deadline);
        await Client.GetByteArrayAsync("/b", Deadline);
        byte[] changed = Folder.Write("new", length + 1, seed: 2);
        File.Move(Folder.PathOf("new"), Folder.PathOf("a"), overwrite: true);
        Assert.That(await Client.GetByteArrayAsync("/a", Deadline), Is.EqualTo(changed));
        await Client.GetByteArrayAsync("/b", Deadline);
        File.Delete(Folder.PathOf("a"));
        using HttpResponseMessage deleted = await GetAsync("/a");
        Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task WithoutLooksTheNextRequestFindsIt()
    {
        Folder.Write("a", 100_000);
        Folder.Write("b", 1000);
        await StartAsync(static options => options.ChecksBodies = false);
        await Client.GetByteArrayAsync("/a", Deadline);
        await Client.GetByteArrayAsync("/b", Deadline);
        Cache.Trim(0);
        byte[] changed = Folder.Write("new", 100_001, seed: 2);
        File.Move(Folder.PathOf("new"), Folder.PathOf("a"), overwrite: true);

        // The first may be promised what cannot be had any more, and is broken off then.
        Assert.That(async () => await Client.GetByteArrayAsync("/a", Deadline), Throws.InstanceOf<HttpRequestException>());
        Assert.That(await Client.GetByteArrayAsync("/a", Deadline), Is.EqualTo(changed));
    }
}
