namespace MappingCache.AspNetCore.Tests;

internal sealed class RealPathTests
{
    private SiteFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new SiteFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void LinksAreFollowedInEveryPart()
    {
        _folder.Write("real/deep/file", 1);
        Directory.CreateSymbolicLink(_folder.PathOf("absolute"), _folder.PathOf("real"));
        Directory.CreateSymbolicLink(_folder.PathOf("real/relative"), "../absolute/./deep");
        Assert.That(RealPath.Resolve(_folder.PathOf("absolute/relative/file")), Is.EqualTo(_folder.PathOf("real/deep/file")));
    }

    [Test]
    public void UpwardsIsFromWhereALinkLeads()
    {
        Directory.CreateDirectory(_folder.PathOf("a/b"));
        Directory.CreateSymbolicLink(_folder.PathOf("link"), "a/b");
        Directory.CreateSymbolicLink(_folder.PathOf("up"), "link/..");
        Assert.That(RealPath.Resolve(_folder.PathOf("up")), Is.EqualTo(_folder.PathOf("a")));
    }

    [Test]
    public void CirclesAndMissingPartsLeadNowhere()
    {
        _folder.Write("file", 1);
        Directory.CreateSymbolicLink(_folder.PathOf("x"), "y");
        Directory.CreateSymbolicLink(_folder.PathOf("y"), "x");
        Directory.CreateSymbolicLink(_folder.PathOf("broken"), "missing");
        Assert.That(RealPath.Resolve(_folder.PathOf("x")), Is.Null);
        Assert.That(RealPath.Resolve(_folder.PathOf("broken")), Is.Null);
        Assert.That(RealPath.Resolve(_folder.PathOf("missing/file")), Is.Null);
        Assert.That(RealPath.Resolve(_folder.PathOf("file/below")), Is.Null);
    }

    [Test]
    public void TheRootIsItself() => Assert.That(RealPath.Resolve("/"), Is.EqualTo("/"));

    [Test]
    public void AFolderContainsItselfAndWhatIsBelowOnly()
    {
        ServedFolder folder = ServedFolder.Open(_folder.Served);
        Assert.That(folder.Contains(_folder.Served), Is.True);
        Assert.That(folder.Contains(_folder.PathOf("a")), Is.True);
        Assert.That(folder.Contains(_folder.Served + "-not"), Is.False);
        Assert.That(folder.Contains(_folder.Base), Is.False);
        Assert.That(ServedFolder.Open("/").Contains("/etc"), Is.True);
    }

    [Test]
    public void AMissingFolderIsNamed()
    {
        string missing = _folder.PathOf("missing");
        Assert.That(() => ServedFolder.Open(missing), Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains(missing));
        _folder.Write("file", 1);
        Assert.That(() => ServedFolder.Open(_folder.PathOf("file")), Throws.TypeOf<DirectoryNotFoundException>());
    }
}
