using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Entries that Windows knows by several names, or by none that everybody can use.</summary>
[WindowsOnly("Linux has one name for an entry.")]
internal sealed partial class WindowsNameTests : ServerFixture
{
    private const int MaxPath = 260;
    private const string LongNames = @"GetLongPathName makes no names long behind \\?\";

    private static readonly string s_deep = string.Join('/', Enumerable.Repeat(new string('d', 100), 4));

    [Test]
    [NotUnderWine(LongNames)]
    public async Task AShortNameIsNoNameOfItsEntry()
    {
        byte[] file = Folder.Write("a file with a long name.text", 10);
        Folder.Write("a directory with a long name/file", 10);
        string shortFile = ShortNameOf("a file with a long name.text");
        string shortDirectory = ShortNameOf("a directory with a long name");
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await Client.GetByteArrayAsync("/a%20file%20with%20a%20long%20name.text", Deadline), Is.EqualTo(file));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, $"/{shortFile}", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, $"/{shortDirectory}/", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, $"/{shortDirectory}/file", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    [NotUnderWine(LongNames)]
    public async Task TheFolderItselfMayBeGivenByItsShortName()
    {
        byte[] file = Folder.Write("a directory with a long name/d/file", 10);
        string folder = Folder.PathOf(ShortNameOf("a directory with a long name"));
        await ServeAsync(folder);
        Assert.That(await Client.GetByteArrayAsync("/d/file", Deadline), Is.EqualTo(file));
        Assert.That(await Client.GetStringAsync("/d/", Deadline), Does.Contain("./file"));
    }

    [TestCase(@"\\?\C:\www\file with a long name.text", true)]
    [TestCase(@"\\?\C:\www\FILEWI~1.TEX", false)]
    [TestCase(@"C:\www\file", true)]
    [TestCase(@"C:\www\file.", false)]
    public void BehindThePrefixThatLeavesPathsAsTheyAreWhatMayBeAShortNameIsNone(string path, bool expected) =>
        Assert.That(ServedFolder.NamesItself(path), Is.EqualTo(expected));

    [Test]
    public async Task TheFolderItselfMayBeGivenInAnyCase()
    {
        byte[] file = Folder.Write("d/file", 10);
        await ServeAsync(Folder.Served.ToUpperInvariant());
        Assert.That(await Client.GetByteArrayAsync("/d/file", Deadline), Is.EqualTo(file));
        Assert.That(await Client.GetStringAsync("/d/", Deadline), Does.Contain("./file"));
    }

    [Test]
    public async Task TheFolderItselfMayBeGivenWithSlashes()
    {
        byte[] file = Folder.Write("d/file", 10);
        await ServeAsync($"{Folder.Served.Replace('\\', '/')}/");
        Assert.That(await Client.GetByteArrayAsync("/d/file", Deadline), Is.EqualTo(file));
        Assert.That(await Client.GetStringAsync("/d/", Deadline), Does.Contain("./file"));
    }

    // Programs that go round Windows' rules for names make such entries; nobody else can open them.
    [TestCase("file.")]
    [TestCase("file ")]
    [TestCase("NUL")]
    public async Task ANameThatWindowsTakesForAnotherIsNotListed(string name)
    {
        string path = $@"\\?\{Folder.PathOf(name)}";
        Folder.Write("other", 10);
        await File.WriteAllTextAsync(path, "text", Deadline);
        try
        {
            await StartAsync(options => options.DirectoryListing = true);
            Assert.That(await RawClient.StatusOfAsync(Server.Address, $"/{Uri.EscapeDataString(name)}", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(await Client.GetStringAsync("/", Deadline), Does.Contain("./other").And.Not.Contain($"./{Uri.EscapeDataString(name)}"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    [NotUnderWine("GetFinalPathNameByHandle tells no paths of more than 260")]
    public async Task PathsOfFilesMayBeLong()
    {
        byte[] file = Folder.Write($"{s_deep}/file", 10);
        await StartAsync();
        Assert.That(await Client.GetByteArrayAsync($"/{s_deep}/file", Deadline), Is.EqualTo(file));
    }

    [Test]
    public async Task PathsOfDirectoriesMayBeLong()
    {
        Folder.Write($"{s_deep}/file", 10);
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await Client.GetStringAsync($"/{s_deep}/", Deadline), Does.Contain("./file"));
    }

    [Test]
    [NotUnderWine("links are not followed, nor junctions made")]
    public async Task AJunctionIsFollowedInsideOnly()
    {
        Folder.Write("d/file", 10);
        string outside = Path.Combine(Folder.Base, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "secret"), "secret", Deadline);
        await MakeJunctionAsync(Folder.PathOf("out"), outside);
        await MakeJunctionAsync(Folder.PathOf("in"), Folder.PathOf("d"));
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "/in/file", Deadline), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "/in/", Deadline), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "/out/secret", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "/out/", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await Client.GetStringAsync("/", Deadline), Does.Contain("./in/").And.Not.Contain("./out"));
    }

    private static async Task MakeJunctionAsync(string path, string target)
    {
        using Process shell = Process.Start("cmd", ["/c", "mklink", "/J", path, target]);
        await shell.WaitForExitAsync(Deadline);
        Assert.That(shell.ExitCode, Is.Zero);
    }

    [LibraryImport("kernel32", EntryPoint = "GetShortPathNameW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint GetShortPathName(string path, [Out] char[] buffer, uint length);

    private string ShortNameOf(string name)
    {
        char[] buffer = new char[MaxPath];
        uint length = GetShortPathName(Folder.PathOf(name), buffer, MaxPath);
        Assert.That(length, Is.GreaterThan(0).And.LessThan(MaxPath));
        string shortName = Path.GetFileName(new string(buffer, 0, (int)length));
        Assume.That(shortName, Is.Not.EqualTo(name), "This volume makes no short names.");
        return shortName;
    }

    private async Task ServeAsync(string folder) =>
        Use(await TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles("/", folder, Cache, options => options.DirectoryListing = true)));
}
