using System.Net;

namespace MappingCache.AspNetCore.Tests;

/// <summary>What responses say beside what they must.</summary>
internal sealed class ResponseHeaderTests : ServerFixture
{
    [Test]
    public async Task BrowsersAreForbiddenToGuess([Values(true, false)] bool noSniff)
    {
        Folder.Write("file", 10);
        await StartAsync(options => options.NoSniff = noSniff);
        using HttpResponseMessage response = await GetAsync("/file");
        Assert.That(response.Headers.Contains("X-Content-Type-Options"), Is.EqualTo(noSniff));
    }

    [Test]
    public async Task HowLongToKeepIsSaidWithA304Too()
    {
        Folder.Write("file", 10);
        await StartAsync(options => options.CacheControl = "public, max-age=60");
        using HttpResponseMessage first = await GetAsync("/file");
        Assert.That(first.Headers.CacheControl!.ToString(), Is.EqualTo("public, max-age=60"));
        using HttpResponseMessage second = await GetAsync("/file", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(second.Headers.CacheControl!.ToString(), Is.EqualTo("public, max-age=60"));
    }

    [Test]
    public async Task TheApplicationHasTheLastWord()
    {
        Folder.Write("d/a.css", 10);
        Folder.Write("d/index.html", 10);
        await StartAsync(options =>
        {
            options.CacheControl = "no-cache";
            options.DefaultDocuments = ["index.html"];
            options.PrepareResponse = static (context, path) =>
            {
                context.Response.Headers["X-Path"] = path;
                if (path.EndsWith(".css", StringComparison.Ordinal))
                {
                    context.Response.Headers.CacheControl = "max-age=1";
                }
            };
        });
        using HttpResponseMessage style = await GetAsync("/d/a.css");
        using HttpResponseMessage index = await GetAsync("/d/");
        Assert.That(style.Headers.GetValues("X-Path"), Is.EqualTo((string[])["d/a.css"]));
        Assert.That(style.Headers.CacheControl!.ToString(), Is.EqualTo("max-age=1"));
        Assert.That(index.Headers.GetValues("X-Path"), Is.EqualTo((string[])["d/index.html"]));
        Assert.That(index.Headers.CacheControl!.ToString(), Is.EqualTo("no-cache"));
    }

    [Test]
    public async Task WhatTheApplicationThrowsEndsTheRequestBeforeItBegan()
    {
        Folder.Write("file", 10);
        await StartAsync(options => options.PrepareResponse = static (_, _) => throw new InvalidOperationException());
        using HttpResponseMessage response = await GetAsync("/file");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await response.Content.ReadAsByteArrayAsync(Deadline), Is.Empty);
    }

    [Test]
    public async Task FilesOfUnknownTypesNeedNotBeServed()
    {
        Folder.Write("a.html", 10);
        Folder.Write("a.unheard-of", 10);
        await StartAsync(options => options.DefaultContentType = null);
        using HttpResponseMessage known = await GetAsync("/a.html");
        using HttpResponseMessage unknown = await GetAsync("/a.unheard-of");
        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task TheFirstDefaultDocumentThatIsThereIsServed()
    {
        byte[] second = Folder.Write("index.htm", 10, seed: 1);
        await StartAsync(options => options.DefaultDocuments = ["index.html", "index.htm"]);
        Assert.That(await Client.GetByteArrayAsync("/", Deadline), Is.EqualTo(second));
    }

    [Test]
    public async Task BelowAPrefixTheDefaultDocumentNeedsTheSlash()
    {
        byte[] index = Folder.Write("index.html", 10);
        await StartAtAsync("/p", options => options.DefaultDocuments = ["index.html"]);
        for (int round = 0; round < 2; round++)
        {
            using HttpResponseMessage redirect = await GetAsync("/p");
            Assert.That(redirect.StatusCode, Is.EqualTo(HttpStatusCode.MovedPermanently));
            Assert.That(redirect.Headers.Location!.OriginalString, Is.EqualTo("/p/"));
            Assert.That(await Client.GetByteArrayAsync("/p/", Deadline), Is.EqualTo(index));
        }
    }
}
