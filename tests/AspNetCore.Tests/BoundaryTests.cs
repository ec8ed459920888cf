using System.Net;
using MappingCache.Tests.Support;
using Mono.Unix.Native;

namespace MappingCache.AspNetCore.Tests;

internal sealed class BoundaryTests : ServerFixture
{
    [TestCase("/../secret")]
    [TestCase("/%2e%2e/secret")]
    [TestCase("/%2E%2E/secret")]
    [TestCase("/..%2fsecret")]
    [TestCase("/%2e%2e%2fsecret")]
    [TestCase("/..%5csecret")]
    [TestCase("/..\\secret")]
    [TestCase("/d/../../secret")]
    [TestCase("/d/%2e%2e/%2e%2e/secret")]
    [TestCase("/d/..%2f..%2fsecret")]
    [TestCase("/%252e%252e/secret")]
    [TestCase("//secret")]
    [TestCase("//etc/passwd")]
    [TestCase("/%2fetc%2fpasswd")]
    [TestCase("/d//file")]
    [TestCase("/d%2ffile")]
    [TestCase("/d%5cfile")]
    [TestCase("/file/")]
    [TestCase("/file/..%2fd/file")]
    [TestCase("/missing")]
    [TestCase("/out/secret")]
    [TestCase("/outfile")]
    [TestCase("/outchain")]
    [TestCase("/sibling/secret")]
    [TestCase("/broken")]
    [TestCase("/circle")]
    [TestCase("/fifo")]
    [TestCase("/null")]
    [TestCase("/out")]
    [TestCase("/out/")]
    [TestCase("http://localhost/../secret")]
    public async Task WhatIsNotInTheFolderIsNotFound(string target)
    {
        Populate();
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task UnderAPrefixUpwardsIsOutsideToo([Values("/p/../secret", "/p/%2e%2e/secret", "/p//secret", "/px/file", "/file")] string target)
    {
        Populate();
        await StartAtAsync("/p");
        Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task TheServerItselfRefusesNul()
    {
        Populate();
        await StartAsync();
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "/file%00", Deadline), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("/file")]
    [TestCase("/d/file")]
    [TestCase("/d/../file")]
    [TestCase("http://localhost/file")]
    public async Task WhatIsInTheFolderIsFound(string target)
    {
        Populate();
        await StartAsync();
        Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/in")]
    [TestCase("/linked/file")]
    [TestCase("/self/self/file")]
    [NotUnderWine("links are not followed")]
    public async Task LinksThatStayInsideWork(string target)
    {
        Populate();
        await StartAsync();
        Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("100%25.txt", "100%.txt")]
    [TestCase("a%2520b", "a%20b")]
    [TestCase("a%252Fb", "a%2Fb")]
    [TestCase("%C3%A9%20%E2%82%AC", "é €")]
    [TestCase("a+b;c=d&e'f", "a+b;c=d&e'f")]
    [TestCase("x%23y", "x#y")]
    [TestCase("x%3Fy%23z", "x?y#z", IncludePlatform = "Linux", Reason = "Windows has no question marks in names.")]
    [TestCase("...", "...", IncludePlatform = "Linux", Reason = "Windows takes dots off the ends of names.")]
    public async Task OddNamesAreFound(string target, string name)
    {
        byte[] file = Folder.Write(name, 10);
        await StartAsync();
        string answer = await RawClient.GetAsync(Server.Address, $"/{target}", Deadline);
        Assert.That(answer, Does.StartWith("HTTP/1.1 200 ").And.EndWith(System.Text.Encoding.Latin1.GetString(file)));
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public async Task AFolderThatIsALinkIsResolvedAtTheStart()
    {
        byte[] file = Folder.Write("file", 10);
        string link = Path.Combine(Folder.Base, "link");
        Directory.CreateSymbolicLink(link, Folder.Served);
        Use(await TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles("/", link, Cache)));
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, Path.GetPathRoot(link)!);
        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(file));
    }

    [Test]
    public void AMissingFolderIsToldAtTheStart() =>
        Assert.That(
            () => TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles("/", Folder.PathOf("missing"), Cache)),
            Throws.TypeOf<DirectoryNotFoundException>());

    [Test]
    [LinuxOnly("Windows has access lists, and locks: the test below.")]
    public async Task WhatMayNotBeReadIsNotFound()
    {
        Assume.That(Environment.IsPrivilegedProcess, Is.False, "The superuser may read everything.");
        Folder.Write("file", 10);
        Assert.That(Syscall.chmod(Folder.PathOf("file"), FilePermissions.S_IWUSR), Is.Zero);
        await StartAsync();
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "/file", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    [WindowsOnly("On Linux nobody can keep a file from others.")]
    public async Task WhatSomebodyKeepsFromOthersIsNotFound()
    {
        byte[] file = Folder.Write("file", 10);
        await StartAsync();
        await using (new FileStream(Folder.PathOf("file"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.That(await RawClient.StatusOfAsync(Server.Address, "/file", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
        }

        Assert.That(await Client.GetByteArrayAsync("/file", Deadline), Is.EqualTo(file));
    }

    private void Populate()
    {
        File.WriteAllText(Path.Combine(Folder.Base, "secret"), "secret");
        Directory.CreateDirectory(Folder.Served + "-sibling");
        File.WriteAllText(Path.Combine(Folder.Served + "-sibling", "secret"), "secret");
        Folder.Write("file", 10);
        Folder.Write("d/file", 10);
        Folder.LinkFile("in", "d/file");
        Folder.LinkDirectory("linked", Folder.PathOf("d"));
        Folder.LinkDirectory("self", ".");
        Folder.LinkDirectory("out", "..");
        Folder.LinkFile("outfile", "../secret");
        Folder.LinkFile("outchain", "outfile");
        Folder.LinkDirectory("sibling", Folder.Served + "-sibling");
        Folder.LinkFile("broken", "missing");
        Folder.LinkFile("circle", "circle");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Folder.LinkFile("null", "/dev/null");
        Assert.That(Syscall.mkfifo(Folder.PathOf("fifo"), FilePermissions.S_IRUSR), Is.Zero);
    }
}
