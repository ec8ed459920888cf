using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

internal sealed class RealPathTests
{
    private static readonly string s_root = Path.GetPathRoot(Path.GetTempPath())!;

    private SiteFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new SiteFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [NotUnderWine("links are not followed")]
    public void LinksAreFollowedInEveryPart()
    {
        _folder.Write("real/deep/file", 1);
        _folder.LinkDirectory("absolute", _folder.PathOf("real"));
        _folder.LinkDirectory("real/relative", "../absolute/./deep");
        Assert.That(RealPath.Resolve(_folder.PathOf("absolute/relative/file")), Is.EqualTo(_folder.PathOf("real/deep/file")));
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public void UpwardsIsFromWhereALinkLeads()
    {
        Directory.CreateDirectory(_folder.PathOf("a/b"));
        _folder.LinkDirectory("link", "a/b");
        _folder.LinkDirectory("up", "link/..");
        Assert.That(RealPath.Resolve(_folder.PathOf("up")), Is.EqualTo(_folder.PathOf("a")));
    }

    [Test]
    public void CirclesAndMissingPartsLeadNowhere()
    {
        _folder.Write("file", 1);
        _folder.LinkDirectory("x", "y");
        _folder.LinkDirectory("y", "x");
        _folder.LinkDirectory("broken", "missing");
        Assert.That(RealPath.Resolve(_folder.PathOf("x")), Is.Null);
        Assert.That(RealPath.Resolve(_folder.PathOf("broken")), Is.Null);
        Assert.That(RealPath.Resolve(_folder.PathOf("missing/file")), Is.Null);
        Assert.That(RealPath.Resolve(_folder.PathOf("file/below")), Is.Null);
    }

    [Test]
    public void TheRootIsItself() => Assert.That(RealPath.Resolve(s_root), Is.EqualTo(s_root));

    [Test]
    public void NothingIsAboveTheRoot() => Assert.That(RealPath.Resolve(Path.Combine(s_root, "..")), Is.EqualTo(s_root));

    [Test]
    public void DotsAndDoubledSeparatorsAreTakenOut()
    {
        _folder.Write("d/file", 1);
        char separator = Path.DirectorySeparatorChar;
        Assert.That(RealPath.Resolve($"{_folder.Served}{separator}{separator}.{separator}d{separator}..{separator}d{separator}file"), Is.EqualTo(_folder.PathOf("d/file")));
    }

    [Test]
    public void AFolderContainsItselfAndWhatIsBelowOnly()
    {
        ServedFolder folder = ServedFolder.Open(_folder.Served);
        Assert.That(folder.Contains(_folder.Served), Is.True);
        Assert.That(folder.Contains(_folder.PathOf("a")), Is.True);
        Assert.That(folder.Contains(_folder.Served + "-not"), Is.False);
        Assert.That(folder.Contains(_folder.Base), Is.False);
        Assert.That(folder.Contains(_folder.PathOf("..a")), Is.True);
        Assert.That(folder.Contains(s_root), Is.False);
        Assert.That(ServedFolder.Open(s_root).Contains(_folder.Served), Is.True);
    }

    [Test]
    public void CaseMakesADifferenceWhereItDoesToTheSystem() =>
        Assert.That(ServedFolder.Open(_folder.Served).Contains(Path.Combine(_folder.Served.ToUpperInvariant(), "a")), Is.EqualTo(OperatingSystem.IsWindows()));

    [TestCase(@"D:\")]
    [TestCase(@"\\server\share\served\a")]
    [TestCase(@"\\?\C:\a")]
    [TestCase(@"\\.\NUL")]
    [WindowsOnly("Linux has one root.")]
    public void OtherRootsAreOutside(string path) => Assert.That(ServedFolder.Open(_folder.Served).Contains(path), Is.False);

    [Test]
    public void AMissingFolderIsNamed()
    {
        string missing = _folder.PathOf("missing");
        Assert.That(() => ServedFolder.Open(missing), Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains(missing));
        _folder.Write("file", 1);
        Assert.That(() => ServedFolder.Open(_folder.PathOf("file")), Throws.TypeOf<DirectoryNotFoundException>());
    }
}
