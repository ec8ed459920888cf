using MappingCache.AspNetCore.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>A folder, a cache of small windows, what the meter tells, and servers by one transport or another.</summary>
/// <param name="kind">The transport.</param>
/// <param name="gatherLimit">Bodies up to this length are gathered; null for what it is unless set.</param>
internal abstract class WindowSendingFixture(ServerKind kind, long? gatherLimit)
{
    private const int WindowSize = 64 * 1024;

    protected SiteFolder Folder { get; private set; } = null!;

    protected WindowCache Cache { get; private set; } = null!;

    protected BodyCounts Counts { get; private set; } = null!;

    [SetUp]
    public void MakeFolderAndCache()
    {
        Folder = new SiteFolder();
        Cache = WindowCache.Create(new WindowCacheOptions { WindowSize = WindowSize, SlotCount = 64 });
        Counts = new BodyCounts();
    }

    [TearDown]
    public void Audit()
    {
        IReadOnlyList<string> problems = Cache.Audit();
        int inUse = Cache.GetStatistics().SlotsInUse;
        Cache.Dispose();
        Folder.Dispose();
        Counts.Dispose();
        Assert.That(problems, Is.Empty);
        Assert.That(inUse, Is.Zero, "no pin was lost");
    }

    protected static string Get(string path, string headers = "") => $"GET {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n";

    protected Task<TransportServer> StartAsync(
        Action<WebApplication>? map = null,
        Action<KestrelServerOptions>? kestrel = null,
        Action<ListenOptions>? listen = null,
        Action<IServiceCollection>? services = null,
        Action<MappingCacheTransportOptions>? transport = null) => TransportServer.StartAsync(
            kind,
            map ?? (app => app.MapMappedFiles("/", Folder.Served, Cache, static options => options.ChecksBodies = false)),
            kestrel,
            options =>
            {
                options.GatherLimit = gatherLimit ?? options.GatherLimit;
                transport?.Invoke(options);
            },
            listen: listen,
            services: added =>
            {
                added.AddSingleton(_ => Cache);
                services?.Invoke(added);
            });
}
