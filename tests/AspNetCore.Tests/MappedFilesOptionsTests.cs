namespace MappingCache.AspNetCore.Tests;

internal sealed class MappedFilesOptionsTests
{
    [Test]
    public void WhatIsOutOfRangeIsRefused()
    {
        MappedFilesOptions options = new();
        Assert.That(() => options.MaxRanges = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxRanges = 65, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxOpenFiles = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.OpenFileIdleTime = TimeSpan.Zero, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.OpenFileIdleTime = TimeSpan.MaxValue, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.WarmUpLimit = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("../secret")]
    [TestCase("/etc")]
    [TestCase("a//b")]
    [TestCase("a\\b")]
    public void WhatIsWarmedUpLiesInTheFolder(string name) =>
        Assert.That(() => new MappedFilesOptions { WarmUp = [name] }, Throws.ArgumentException);

    [Test]
    public void AListIsTakenAsItIs()
    {
        List<string> names = ["a"];
        MappedFilesOptions options = new() { WarmUp = names, DefaultDocuments = names };
        names[0] = "b";
        Assert.That(options.WarmUp, Is.EqualTo((string[])["a"]));
        Assert.That(options.DefaultDocuments, Is.EqualTo((string[])["a"]));
    }
}
