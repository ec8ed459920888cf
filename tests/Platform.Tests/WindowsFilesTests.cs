using System.IO.Pipes;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What only Windows has, or does with files.</summary>
[WindowsOnly("files and paths of Windows")]
public sealed class WindowsFilesTests : RealFileFixture
{
    [Test]
    public void Devices_are_refused([Values("NUL", @"\\.\NUL")] string path) => IsNoFile(path);

    [Test]
    public void Pipes_are_refused_without_blocking()
    {
        string name = $"mapping-cache-{Guid.NewGuid()}";
        using NamedPipeServerStream pipe = new(name, PipeDirection.InOut, maxNumberOfServerInstances: 2);
        using NamedPipeServerStream again = new(name, PipeDirection.InOut, maxNumberOfServerInstances: 2);
        IsNoFile(@"\\.\pipe\" + name);
    }

    [Test]
    public void A_file_that_somebody_has_to_himself_is_refused()
    {
        string path = Folder.Write("file", 1, 10);
        using FileStream alone = new(path, FileMode.Open, FileAccess.Read, FileShare.None);

        Assert.That(() => Cache.Open(path), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains(path).And.Message.Contains("OS error 32"));
        Assert.That(Cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.AccessDenied));
    }

    // It has its file's identity, and other bytes.
    [Test]
    public void A_stream_of_a_file_is_not_found([Values(":stream", "::$DATA")] string stream)
    {
        string path = Folder.Write("file", 1, 10) + stream;
        Assert.That(() => Cache.Open(path), Throws.TypeOf<FileNotFoundException>().With.Property("FileName").EqualTo(path));
    }

    [Test]
    public void Others_may_do_with_an_open_file_what_they_do_with_others()
    {
        string path = Folder.Write("file", 1, 10);
        using MappedFile file = Cache.Open(path);
        FileOwner.Append(path, [1, 2, 3]);
        FileOwner.Cut(path, 5);
        File.Move(path, Folder["moved"]);
        File.Delete(Folder["moved"]);

        Assert.That(file.Refresh().Length, Is.EqualTo(5), "it is the same file still");
    }

    [Test]
    public void Case_makes_no_difference()
    {
        Directory.CreateDirectory(Folder["Sub"]);
        using MappedFile file = Cache.Open(Folder.Write("Sub/File", 1, 10));
        using MappedFile same = Cache.Open(Folder["sUB/fILE"], Folder["SUB"]);

        Assert.That(same.Identity, Is.EqualTo(file.Identity));
        Assert.That(Cache.Release(Folder["SUB/FILE"]));
        Assert.That(Descriptors.Of(open => open == file.Path), Is.Zero);
    }

    [Test]
    public void A_path_that_is_longer_than_260_characters_leads_to_its_file()
    {
        string path = WriteDeep();
        using MappedFile file = Cache.Open(path);
        using MappedFile prefixed = Cache.Open(@"\\?\" + path);
        using MappedFile slashes = Cache.Open(path.Replace('\\', '/'));
        using MappedFile relative = OpenIn(Folder.Path, Path.GetRelativePath(Folder.Path, path));
        foreach (MappedFile each in (MappedFile[])[file, prefixed, relative, slashes])
        {
            using Window window = each.Acquire(0);
            Assert.That(each.Identity, Is.EqualTo(file.Identity), each.Path);
            Assert.That(FileContent.Matches(window.Span, 1, 0));
        }

        Assert.That(Cache.Release(path));
        FileOwner.Cut(path, 1);
        Assert.That(Cache.GetStatistics(), Has.Property(nameof(CacheStatistics.Misses)).EqualTo(1).And.Property(nameof(CacheStatistics.Descriptors)).Zero);
    }

    [Test]
    [NotUnderWine("it names an open file by 260 characters at most")]
    public void A_file_of_a_long_path_must_lie_within_theFolder_that_is_asked_for()
    {
        string path = WriteDeep();
        using MappedFile file = Cache.Open(path, Path.GetDirectoryName(path));
        using MappedFile same = Cache.Open(@"\\?\" + path, Folder.Path);
        Assert.That(same.Identity, Is.EqualTo(file.Identity));
        Assert.That(Cache.TryOpen(path, Folder[new string('a', 99)], out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.OutsideFolder));
    }

    [Test]
    public void Relative_paths_and_names_of_folders_are_of_the_current_folder()
    {
        Directory.CreateDirectory(Folder["sub"]);
        string path = Folder.Write("sub/file", 1, 10);
        using MappedFile file = Cache.Open(path);
        foreach (string relative in (string[])["file", @".\file", @"..\sub/file", path[2..], path[..2] + "file"])
        {
            using MappedFile same = OpenIn(Folder["sub"], relative);
            Assert.That(same.Identity, Is.EqualTo(file.Identity), relative);
        }
    }

    [Test]
    public void Which_pages_are_in_memory_is_not_told()
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 1, Window + 10));
        Assert.That(file.TryAcquire(Window, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident));
        using Window held = file.Acquire(Window);

        Assert.That(file.GetResidency(Window + 3), Is.EqualTo(new WindowResidency(Window, 10, IsCached: true, Pins: 1, ResidentBytes: null)));
        Assert.That(file.TryAcquire(Window, residentOnly: true, out _), Is.EqualTo(AcquireOutcome.NotResident), "what is mapped may have been taken out of memory");
    }

    private string WriteDeep()
    {
        string folder = Path.Combine(new string('a', 100), new string('b', 100), new string('c', 100));
        Directory.CreateDirectory(Folder[folder]);
        return Folder.Write(Path.Combine(folder, "file"), 1, Window);
    }

    private MappedFile OpenIn(string folder, string path)
    {
        string current = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder;
        try
        {
            return Cache.Open(path);
        }
        finally
        {
            Environment.CurrentDirectory = current;
        }
    }

    private void IsNoFile(string path)
    {
        Assert.That(() => Cache.Open(path), Throws.TypeOf<MappingException>().With.Message.Contains("not a regular file"));
        Assert.That(Cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.NotAFile));
    }
}
