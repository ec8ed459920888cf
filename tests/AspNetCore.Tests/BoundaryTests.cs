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
    [TestCase("/..;/secret")]
    [TestCase("/.%2e/secret")]
    [TestCase("/%2e./secret")]
    [TestCase("/d/.%2e/.%2E/secret")]
    [TestCase("/....//secret")]
    [TestCase("/..././secret")]
    [TestCase("/..%255csecret")]
    [TestCase("/%25%32%65%25%32%65/secret", Description = "what decodes to %2e%2e")]
    [TestCase("/%252e%252e%252fsecret")]
    [TestCase("/..%25252fsecret")]
    [TestCase("/%uff0e%uff0e/secret", Description = "IIS's own encoding")]
    [TestCase("/%u002e%u002e%u002fsecret")]
    [TestCase("/%c0%ae%c0%ae/secret", Description = "overlong UTF-8, of two bytes")]
    [TestCase("/%e0%80%ae%e0%80%ae/secret", Description = "of three")]
    [TestCase("/%f0%80%80%ae%f0%80%80%ae/secret", Description = "of four")]
    [TestCase("/..%c0%afsecret")]
    [TestCase("/..%c1%9csecret")]
    [TestCase("/..%e0%80%afsecret")]
    [TestCase("/%c0%2e%c0%2e/secret", Description = "cut short")]
    [TestCase("/file%c0%80", Description = "NUL, overlong")]
    [TestCase("/file%2500")]
    [TestCase("/file%ff")]
    [TestCase("/%ed%a0%80", Description = "half a surrogate")]
    [TestCase("/%ef%bc%8e%ef%bc%8e/secret", Description = "full stops that look like dots")]
    [TestCase("/..%e2%88%95secret", Description = "a division slash")]
    [TestCase("/proc/self/root/etc/passwd")]
    [TestCase("/linked/../../secret")]
    [TestCase("/linked/..%2f..%2fsecret")]
    [TestCase("/self/../secret")]
    [TestCase("/self/self/self/out/secret")]
    [TestCase("/linked/%2e%2e/%2e%2e/secret")]
    [TestCase("/file/.")]
    [TestCase("/file/./")]
    [TestCase("/d/%2e%2e%2f%2e%2e%2fsecret")]
    [TestCase("/file%0a")]
    [TestCase("/file%0d%0aX:%20y")]
    [TestCase("/file%09")]
    [TestCase("/file%7f")]
    [TestCase("/%7e/secret")]
    [TestCase("/~root/secret")]
    [TestCase("/$HOME/secret")]
    [TestCase("/file::$DATA")]
    [TestCase("/file:stream")]
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

    [TestCase(1000)]
    [TestCase(4000, Description = "longer than a path of Linux may be, with the folder's")]
    [TestCase(8000, Description = "about what the server allows a request's line")]
    public async Task VeryLongPathsAreNotFound(int length)
    {
        Populate();
        await StartAsync(options => options.DirectoryListing = true);
        foreach (string target in new[] { $"/{new string('a', length)}", $"/{string.Concat(Enumerable.Repeat("d/", length / 2))}file", $"/{string.Concat(Enumerable.Repeat("%2e%2e/", length / 7))}secret", $"/{string.Concat(Enumerable.Repeat("self/", length / 5))}../secret" })
        {
            Assert.That(await RawClient.StatusOfAsync(Server.Address, target, Deadline), Is.EqualTo(HttpStatusCode.NotFound), target[..20]);
        }
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public async Task ALinkThatIsTurnedOutwardsIsNotFollowedWhenItIsLookedAtNext()
    {
        Populate();
        await StartAsync();
        for (int round = 0; round < 3; round++)
        {
            Assert.That(await RawClient.StatusOfAsync(Server.Address, "/in", Deadline), Is.EqualTo(HttpStatusCode.OK));
        }

        File.Delete(Folder.PathOf("in"));
        Folder.LinkFile("in", "../secret");
        Cache.Invalidate(Folder.PathOf("d/file"));

        // As long as a look holds good the name may lead to the file that it led to, but never to the other.
        Assert.That(
            async () => (await RawClient.GetAsync(Server.Address, "/in", Deadline)).StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal),
            Is.True.After(10_000, 50));
        Assert.That(await RawClient.GetAsync(Server.Address, "/in", Deadline), Does.Not.Contain("secret"));
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
    [TestCase("/out/served/file", Description = "out and in again: what counts is where a file lies once all links are followed")]
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
