using System.Net;
using System.Text;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>A name in a URL names one entry of a directory and nothing else, whatever the system makes of such names elsewhere.</summary>
internal sealed class NameTests : ServerFixture
{
    // Two names of one file would be two answers to the question who may read it.
    [TestCase("/file.txt::$DATA")]
    [TestCase("/file.txt%3A%3A%24DATA")]
    [TestCase("/file.txt:")]
    [TestCase("/file.txt:stream")]
    [TestCase("/file.txt:stream:$DATA")]
    [TestCase("/d::$INDEX_ALLOCATION/")]
    [TestCase("/d::$INDEX_ALLOCATION/file.txt")]
    [TestCase("/d:$I30:$INDEX_ALLOCATION/file.txt")]
    [TestCase("/C:")]
    [TestCase("/C:/")]
    [TestCase("/C:file.txt")]
    [TestCase("/C:/Windows/win.ini")]
    [TestCase("/c%3a/windows/win.ini")]
    [TestCase("/C:%5cWindows%5cwin.ini")]
    [TestCase("/d/C:/Windows/win.ini")]
    [TestCase("/file.txt.")]
    [TestCase("/file.txt...")]
    [TestCase("/file.txt%20")]
    [TestCase("/file.txt%20.")]
    [TestCase("/file.txt.%20.%20")]
    [TestCase("/d.")]
    [TestCase("/d./")]
    [TestCase("/d%20/")]
    [TestCase("/d./file.txt")]
    [TestCase("/d../file.txt")]
    [TestCase("/d%20/file.txt")]
    [TestCase("/.../file.txt")]
    [TestCase("/d/.../file.txt")]
    [TestCase("/d/..%20/file.txt")]
    [TestCase("/d/%20../file.txt")]
    [TestCase("/CON")]
    [TestCase("/con")]
    [TestCase("/NUL")]
    [TestCase("/NUL/")]
    [TestCase("/NUL:")]
    [TestCase("/nul.txt")]
    [TestCase("/NUL.tar.gz")]
    [TestCase("/NUL%20.txt")]
    [TestCase("/d/NUL")]
    [TestCase("/NUL/file.txt")]
    [TestCase("/AUX")]
    [TestCase("/PRN.txt")]
    [TestCase("/COM1")]
    [TestCase("/COM9.log")]
    [TestCase("/COM%C2%B9")]
    [TestCase("/LPT1")]
    [TestCase("/CONIN$")]
    [TestCase("/CONOUT$")]
    [TestCase("/PhysicalDrive0")]
    [TestCase("/%5c%5c.%5cNUL")]
    [TestCase("/%5c%5c.%5cPhysicalDrive0")]
    [TestCase("/%5c%5c%3f%5cC:%5cWindows%5cwin.ini")]
    [TestCase("/%3f%3f/C:/Windows/win.ini")]
    [TestCase("/%2f%2f%3f/C:/Windows/win.ini")]
    [TestCase("//server/share/file.txt")]
    [TestCase("/%2f%2fserver/share/file.txt")]
    [TestCase("/%5c%5cserver%5cshare%5cfile.txt")]
    [TestCase("/%5cfile.txt")]
    [TestCase("/d%5c..%5cfile.txt")]
    [TestCase("/*")]
    [TestCase("/file.*")]
    [TestCase("/fil%3F.txt")]
    [TestCase("/fil%3E.txt")]
    [TestCase("/%3Cfile.txt")]
    [TestCase("/file%22txt")]
    [TestCase("/file.txt%7C")]
    [TestCase("/file.txt%01")]
    [TestCase("/file.txt%EF%BC%8E")]
    [TestCase("/d%EF%BC%8Ffile.txt")]
    public async Task ANameOfSomethingElseIsNotFound(string target)
    {
        Folder.Write("file.txt", 10);
        Folder.Write("d/file.txt", 10);
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("a:b")]
    [TestCase("file.txt::$DATA")]
    [TestCase("C:")]
    [TestCase("file.")]
    [TestCase("file. ")]
    [TestCase(" ")]
    [TestCase("CON")]
    [TestCase("nul.txt")]
    [TestCase("COM1")]
    [TestCase("PROGRA~1")]
    [TestCase("*?<>|\"")]
    [TestCase("..a")]
    [TestCase("\u0001")]
    [LinuxOnly("Windows has no such names.")]
    public Task AnyNameOfLinuxIsAName(string name) => IsServedAndListedAsync(name);

    [TestCase("report~1.txt")]
    [TestCase("~")]
    [TestCase("..a")]
    [TestCase(".hidden")]
    [TestCase(" a")]
    [TestCase("CONSOLE")]
    [TestCase("a.CON")]
    [TestCase("COM10")]
    [TestCase("$MFT")]
    [TestCase("a;b=c,d")]
    public Task WhatOnlyResemblesSuchANameIsAName(string name) => IsServedAndListedAsync(name);

    [Test]
    public async Task UpperAndLowerCaseAreTheFileSystemsAffair([Values("/FILE.TXT", "/D/file.txt", "/D/")] string target)
    {
        Folder.Write("file.txt", 10);
        Folder.Write("d/file.txt", 10);
        await StartAsync(options => options.DirectoryListing = true);
        HttpStatusCode expected = OperatingSystem.IsWindows() ? HttpStatusCode.OK : HttpStatusCode.NotFound;
        Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(expected));
    }

    private async Task IsServedAndListedAsync(string name)
    {
        byte[] file = Folder.Write(name, 10);
        Folder.Write($"d/{name}/x", 10, seed: 2);
        await StartAsync(options => options.DirectoryListing = true);
        string escaped = Uri.EscapeDataString(name);
        string answer = await RawClient.GetAsync(Server.Address, $"/{escaped}", Deadline);
        Assert.That(answer, Does.StartWith("HTTP/1.1 200 ").And.EndWith(Encoding.Latin1.GetString(file)));
        Assert.That(await Client.GetStringAsync("/", Deadline), Does.Contain($"\"./{escaped}\""));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, $"/d/{escaped}/x", Deadline), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await RawClient.StatusOfAsync(Server.Address, $"/d/{escaped}/", Deadline), Is.EqualTo(HttpStatusCode.OK));
    }
}
