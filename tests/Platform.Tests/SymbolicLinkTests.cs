using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Paths that lead elsewhere.</summary>
[NotUnderWine("it makes symbolic links, and cannot follow them")]
public sealed class SymbolicLinkTests : RealFileFixture
{
    [Test]
    public void A_link_leads_to_the_same_windows()
    {
        string path = Folder.Write("file", 1, 100);
        File.CreateSymbolicLink(Folder["soft"], path);
        AreTheSame(path, Folder["soft"]);
    }

    [Test]
    public void What_leads_nowhere_is_not_found()
    {
        File.CreateSymbolicLink(Folder["dangling"], Folder["nowhere"]);
        File.CreateSymbolicLink(Folder["loop"], Folder["loop"]);

        foreach (string path in (string[])[Folder["dangling"], Folder["loop"]])
        {
            Assert.That(() => Cache.Open(path), Throws.TypeOf<FileNotFoundException>().With.Property("FileName").EqualTo(path), path);
        }
    }

    [Test]
    public void A_file_must_lie_within_theFolder_when_all_links_are_followed()
    {
        using TempFolder outside = new();
        Directory.CreateDirectory(Folder["sub"]);
        Folder.Write("sub/file", 1, 10);
        File.CreateSymbolicLink(Folder["in"], Folder["sub/file"]);
        File.CreateSymbolicLink(Folder["out"], outside.Write("secret", 2, 10));
        Directory.CreateSymbolicLink(Folder["outdir"], outside.Path);
        foreach ((string path, OpenError expected) in ((string, OpenError)[])[
            ("in", OpenError.None),
            ("out", OpenError.OutsideFolder),
            ("outdir/secret", OpenError.OutsideFolder)])
        {
            Cache.TryOpen(Folder[path], Folder.Path, out MappedFile? file, out OpenError error);
            file?.Dispose();
            Assert.That(error, Is.EqualTo(expected), path);
        }

        Assert.That(() => Cache.Open(Folder["out"], Folder.Path), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("out of the folder"));
        Cache.TryOpen(Folder["outdir"], Folder.Path, out _, out OpenError directory);
        Assert.That(directory, Is.EqualTo(OperatingSystem.IsWindows() ? OpenError.NotAFile : OpenError.OutsideFolder), "Windows opens no directory to ask where it is");
    }

    [Test]
    public void A_file_is_opened_again_within_theFolder_that_it_had_to_lie_in()
    {
        // Fails if it is opened again by its path alone: the link then leads out of the folder, to the same file.
        using TempFolder outside = new();
        Directory.CreateDirectory(Folder["sub"]);
        string path = Folder["sub/file"];
        using MappedFile file = Cache.Open(Folder.Write("sub/file", 1, Window), Folder.Path);
        Assert.That(Cache.Release(path));
        File.Move(path, outside["file"]);
        File.CreateSymbolicLink(path, outside["file"]);

        Assert.That(() => file.Acquire(0).Dispose(), Throws.TypeOf<MappingException>().With.Message.Contains("opened again"));
    }
}
