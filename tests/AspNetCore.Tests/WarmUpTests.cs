using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

internal sealed class WarmUpTests : ServerFixture
{
    protected override int SlotCount => 8;

    [Test]
    public async Task NamedFilesAreMapped()
    {
        Folder.Write("a", (2 * WindowSize) + 1);
        Folder.Write("d/b", 10);
        Folder.Write("c", 10);
        await StartAsync(options => options.WarmUp = ["a", "d/b", "missing"]);
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(4));
        long misses = Cache.GetStatistics().Misses;
        await Client.GetByteArrayAsync("/a", Deadline);
        await Client.GetByteArrayAsync("/d/b", Deadline);
        Assert.That(Cache.GetStatistics().Misses, Is.EqualTo(misses), "nothing was left to be mapped");
    }

    [TestCase("")]
    [TestCase("d")]
    [TestCase("d/")]
    public async Task ADirectoryIsTakenWithAllThatIsInIt(string name)
    {
        Folder.Write("d/a", 10);
        Folder.Write("d/e/b", 10);
        Folder.Write("d/e/f/c", 10);
        Directory.CreateDirectory(Folder.PathOf("d/empty"));
        await StartAsync(options => options.WarmUp = [name]);
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(3));
    }

    [Test]
    public async Task NoMoreIsReadThanTheLimit()
    {
        Folder.Write("a", WindowSize);
        Folder.Write("b", WindowSize);
        Folder.Write("c", WindowSize);
        await StartAsync(options =>
        {
            options.WarmUp = [""];
            options.WarmUpLimit = WindowSize + 1;
        });
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(2), "the limit is reached within the second");
    }

    [Test]
    public async Task NoMoreIsReadThanThereIsRoomFor()
    {
        Folder.Write("a", 20 * WindowSize);
        Folder.Write("b", WindowSize);
        await StartAsync(options => options.WarmUp = [""]);
        Assert.That(Cache.GetStatistics().Misses, Is.EqualTo(SlotCount));
        Assert.That(Cache.GetStatistics().Evictions, Is.Zero);
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public async Task WhatLeadsOutIsLeftOut()
    {
        File.WriteAllBytes(Path.Combine(Folder.Base, "secret"), new byte[10]);
        Folder.LinkFile("file", "../secret");
        Folder.LinkDirectory("out", "..");
        Folder.LinkDirectory("self", ".");
        await StartAsync(options => options.WarmUp = ["", "file", "out", "out/secret"]);
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.Zero);
    }

    [Test]
    public async Task CompressedSiblingsAreTakenToo()
    {
        Folder.Write("a", 100);
        Folder.Write("a.gz", 10);
        await StartAsync(options =>
        {
            options.PrecompressedFiles = true;
            options.WarmUp = ["a"];
        });
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(2));
    }
}
