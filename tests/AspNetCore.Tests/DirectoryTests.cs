using System.Net;

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
        Folder.Write("d/A & <x>.txt", 2048);
        Folder.Write("d/sub/file", 10);
        Folder.Write("d/back\\slash", 10);
        File.CreateSymbolicLink(Folder.PathOf("d/out"), "/etc/passwd");
        File.CreateSymbolicLink(Folder.PathOf("d/broken"), "missing");
        File.CreateSymbolicLink(Folder.PathOf("d/link"), "b.txt");
        await StartAsync(options => options.DirectoryListing = true);
        using HttpResponseMessage response = await GetAsync("/d/");
        string page = await response.Content.ReadAsStringAsync(Deadline);
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        string[] links = [.. page.Split("href=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];
        Assert.That(links, Is.EqualTo((string[])["../", "./sub/", "./A%20%26%20%3Cx%3E.txt", "./b.txt", "./link"]));
        Assert.That(page, Does.Contain("2.0 KiB"));
        foreach (string link in links)
        {
            using HttpResponseMessage followed = await GetAsync($"/d/{link}");
            Assert.That(followed.StatusCode, Is.EqualTo(HttpStatusCode.OK), link);
        }

        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, "/d/");
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(response.Content.Headers.ContentLength));
    }

    [TestCase("/", "/d?x=1", "/d/?x=1")]
    [TestCase("/", "/a%2541%20b", "/a%2541%20b/")]
    [TestCase("/", "/d:e", "/d%3Ae/")]
    [TestCase("/p", "/p", "/p/")]
    [TestCase("/p", "/p/d", "/p/d/")]
    public async Task DirectoriesGetTheirSlash(string prefix, string path, string location)
    {
        foreach (string name in new[] { "d", "a%41 b", "d:e" })
        {
            Directory.CreateDirectory(Folder.PathOf(name));
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
    public async Task LinksToDirectoriesInsideAreListed()
    {
        Folder.Write("d/file", 10);
        Directory.CreateSymbolicLink(Folder.PathOf("d/up"), "..");
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
        await StartAsync(options => options.DefaultDocument = "index.html");
        Assert.That(await Client.GetByteArrayAsync("/", Deadline), Is.EqualTo(index));
    }

    [Test]
    public async Task AnIndexThatLeadsOutIsNotServed()
    {
        File.CreateSymbolicLink(Folder.PathOf("index.html"), "/etc/passwd");
        await StartAsync(options => options.DefaultDocument = "index.html");
        using HttpResponseMessage response = await GetAsync("/");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public void AnIndexIsAPlainName() =>
        Assert.That(
            () => TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles("/", Folder.Served, Cache, options => options.DefaultDocument = "../x")),
            Throws.ArgumentException);
}
