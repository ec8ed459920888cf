using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Tests;

/// <summary>For each test a folder, a small cache and, once it is started, a server. Afterwards the cache has to be in order.</summary>
internal abstract class ServerFixture
{
    protected const int WindowSize = 64 * 1024;

    private TestServer? _server;

    protected static CancellationToken Deadline => TestContext.CurrentContext.CancellationToken;

    protected SiteFolder Folder { get; private set; } = null!;

    protected WindowCache Cache { get; private set; } = null!;

    protected TestServer Server => _server ?? throw new InvalidOperationException("The test has not started its server.");

    protected HttpClient Client => Server.Client;

    protected virtual int SlotCount => 4;

    /// <summary>What the cache is made with.</summary>
    protected virtual WindowCacheOptions Options => new() { WindowSize = WindowSize, SlotCount = SlotCount };

    [SetUp]
    public void MakeFolderAndCache()
    {
        Folder = new SiteFolder();
        Cache = WindowCache.Create(Options);
    }

    [TearDown]
    public async Task StopAndAuditAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }

        IReadOnlyList<string> problems = Cache.Audit();
        int inUse = Cache.GetStatistics().SlotsInUse;
        Cache.Dispose();
        Folder.Dispose();
        Assert.That(problems, Is.Empty);
        Assert.That(inUse, Is.Zero);
    }

    /// <summary>Serves the folder at the root.</summary>
    protected Task StartAsync(Action<MappedFilesOptions>? configure = null, Func<HttpContext, RequestDelegate, Task>? around = null) =>
        StartAtAsync("/", configure, around);

    protected async Task StartAtAsync(string prefix, Action<MappedFilesOptions>? configure = null, Func<HttpContext, RequestDelegate, Task>? around = null) =>
        _server = await TestServer.StartAsync(Cache, endpoints => endpoints.MapMappedFiles(prefix, Folder.Served, Cache, configure), around);

    protected void Use(TestServer server) => _server = server;

    /// <summary>Sends a request with headers as they are.</summary>
    protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        foreach ((string name, string value) in headers)
        {
            Assert.That(request.Headers.TryAddWithoutValidation(name, value), Is.True, name);
        }

        return await Client.SendAsync(request, Deadline);
    }

    protected Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);
}
