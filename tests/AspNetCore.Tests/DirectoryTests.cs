using System.Net;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

internal sealed class DirectoryTests : ServerFixture
{
    [TestCase("/")]
    [TestCase("/d")]
    [TestCase("/d/")]
    public async Task WithoutListingDirectoriesAreNotFound(string path)
    {
        Folder.Write("d/file", 10);
        await StartAsync();
        using HttpResponseMessage response = await GetAsync(path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task ListsWhatCanBeRequested()
    {
        Folder.Write("d/b.txt", 10);
        Folder.Write("d/A & 'x'.txt", 2048);
        Folder.Write("d/sub/file", 10);
        await StartAsync(options => options.DirectoryListing = true);
        using HttpResponseMessage response = await GetAsync("/d/");
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(await response.Content.ReadAsStringAsync(Deadline), Does.Contain("2.0 KiB"));
        Assert.That(await ListAndFollowAsync("/d/"), Is.EqualTo((string[])["../", "./sub/", "./A%20%26%20%27x%27.txt", "./b.txt"]));

        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, "/d/");
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(response.Content.Headers.ContentLength));
    }

    [Test]
    [LinuxOnly("Windows has no such names.")]
    public async Task ListsOddNamesThatCanBeRequested()
    {
        Folder.Write("A & <x>:*?|\"'.txt", 10);
        Folder.Write("back\\slash", 10);
        Folder.Write("dot.", 10);
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await ListAndFollowAsync("/"), Is.EqualTo((string[])["./A%20%26%20%3Cx%3E%3A%2A%3F%7C%22%27.txt", "./dot."]));
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public async Task ListsLinksThatStayInside()
    {
        Folder.Write("d/b.txt", 10);
        File.WriteAllText(Path.Combine(Folder.Base, "secret"), "secret");
        Folder.LinkFile("d/out", "../../secret");
        Folder.LinkFile("d/absolute", Path.Combine(Folder.Base, "secret"));
        Folder.LinkFile("d/broken", "missing");
        Folder.LinkFile("d/link", "b.txt");
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await ListAndFollowAsync("/d/"), Is.EqualTo((string[])["../", "./b.txt", "./link"]));
    }

    [TestCase("/", "/d?x=1", "/d/?x=1")]
    [TestCase("/", "/a%2541%20b", "/a%2541%20b/")]
    [TestCase("/", "/d:e", "/d%3Ae/", IncludePlatform = "Linux", Reason = "Windows has no colons in names.")]
    [TestCase("/p", "/p", "/p/")]
    [TestCase("/p", "/p/d", "/p/d/")]
    public async Task DirectoriesGetTheirSlash(string prefix, string path, string location)
    {
        Directory.CreateDirectory(Folder.PathOf("d"));
        Directory.CreateDirectory(Folder.PathOf("a%41 b"));
        if (RequestPath.IsPlainName("d:e"))
        {
            Directory.CreateDirectory(Folder.PathOf("d:e"));
        }

        await StartAtAsync(prefix, options => options.DirectoryListing = true);
        using HttpResponseMessage response = await GetAsync(path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MovedPermanently));
        Assert.That(response.Headers.Location!.OriginalString, Is.EqualTo(location));
        using HttpResponseMessage followed = await GetAsync(location);
        Assert.That(followed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task RedirectsDoNotLeadToOtherHosts()
    {
        Directory.CreateDirectory(Folder.PathOf("example.com"));
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await RawClient.StatusOfAsync(Server.Address, "//example.com", Deadline), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    [NotUnderWine("links are not followed")]
    public async Task LinksToDirectoriesInsideAreListed()
    {
        Folder.Write("d/file", 10);
        Folder.LinkDirectory("d/up", "..");
        await StartAsync(options => options.DirectoryListing = true);
        using HttpResponseMessage redirect = await GetAsync("/d/up");
        Assert.That(redirect.Headers.Location!.OriginalString, Is.EqualTo("/d/up/"));
        Assert.That(await Client.GetStringAsync("/d/up/", Deadline), Does.Contain("./d/"));
    }

    [Test]
    public async Task AnIndexIsServedOnlyIfItIsNamed()
    {
        byte[] index = Folder.Write("index.html", 100);
        await StartAsync(options => options.DirectoryListing = true);
        Assert.That(await Client.GetStringAsync("/", Deadline), Does.Contain("./index.html"));
        await Server.DisposeAsync();
        await StartAsync(options => options.DefaultDocuments = ["index.html"]);
        Assert.That(await Client.GetByteArrayAsync("/", Deadline), Is.EqualTo(index));
    }

    [Test]
    public async Task AnIndexThatLeadsOutIsNotServed()
    {
        File.WriteAllText(Path.Combine(Folder.Base, "secret"), "secret");
        Folder.LinkFile("index.html", "../secret");
        await StartAsync(options => options.DefaultDocuments = ["index.html"]);
        using HttpResponseMessage response = await GetAsync("/");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("../x")]
    [TestCase("..")]
    [TestCase("d/x")]
    public void AnIndexIsAPlainName(string name) =>
        Assert.That(
            () => TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles("/", Folder.Served, Cache, options => options.DefaultDocuments = [name])),
            Throws.ArgumentException);

    // The links of a listing, in their order. All of them lead somewhere.
    private async Task<string[]> ListAndFollowAsync(string path)
    {
        string page = await Client.GetStringAsync(path, Deadline);
        string[] links = [.. page.Split("href=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];
        foreach (string link in links)
        {
            using HttpResponseMessage followed = await GetAsync(path + link);
            Assert.That(followed.StatusCode, Is.EqualTo(HttpStatusCode.OK), link);
        }

        return links;
    }
}
