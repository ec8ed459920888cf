using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MappingCache.Harness.Data;
using MappingCache.Harness.Parts;
using MappingCache.Harness.Running;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Http;

/// <summary>Files over HTTP: the cache beside nginx and Kestrel's static files, each on one processor, the load on another one.</summary>
internal sealed class HttpPart : IPart
{
    private const string Mix = "mix";

    // Less wrk cannot do.
    private const int TurnSeconds = 1;
    private const int MixWarmUp = 8;
    private const int SecureWarmUp = 3;
    private const int HotWarmUp = 6;
    private const int QuickRounds = 3;
    private const int FullRounds = 6;

    private static readonly string s_many = string.Create(CultureInfo.InvariantCulture, $"{HttpFiles.MixFiles:N0} files");

    private static readonly int[] s_sizes = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 16 << 20];
    private static readonly int[] s_quickSizes = [1 << 10, 64 << 10];
    private static readonly int[] s_secureSizes = [64 << 10, 1 << 20];

    public string Name => PartNames.Http;

    public string Description => "Measures files over HTTP: requests a second, the server's processor time for one, and latencies, beside nginx and Kestrel's static files, driven by wrk.";

    public string? Refusal() =>
        !OperatingSystem.IsLinux() ? "the load and a server's processor time are asked of Linux"
        : Environment.ProcessorCount < 2 ? "server and load need a processor each"
        : Wrk.Refusal();

    public void Measure(PartLog log, bool quick)
    {
        int[] sizes = quick ? s_quickSizes : s_sizes;
        using HttpFiles files = new(sizes);
        List<HttpServerProcess> servers = [];
        try
        {
            foreach (IHttpServer server in HttpServers.All.Where(server => !quick || HttpServers.Few.Contains(server.Name, StringComparer.Ordinal)))
            {
                if (server.Refusal() is { } reason)
                {
                    log.Note($"{server.Name} takes no part: {reason}");
                    continue;
                }

                servers.Add(server.Start(files));
            }

            if (NginxServer.Version() is { } version)
            {
                log.Note($"nginx is {version}, one worker.");
            }

            log.Note("Servers of .NET run with DOTNET_TC_CallCountingDelayMs=0.");
            servers.ForEach(server => Verify(server, files, sizes));

            WarmUp(servers, files, sizes[0], quick);
            foreach (int size in sizes)
            {
                Measure(log, servers, new HttpCase(Workload.SizeText(size), size, "One hot file", HttpFiles.NameOf(size), Script: null, IsSecure: false), quick);
            }

            Measure(log, servers, new HttpCase(Mix, At: null, $"{s_many} by Zipf's law", "", files.Script, IsSecure: false), quick);
            if (files.TracedScript is { } traced)
            {
                Measure(log, servers, new HttpCase($"{Mix}-traced", At: null, $"{s_many} in the order of {Path.GetFileName(TraceFolder.OfServer)}", "", traced, IsSecure: false), quick);
            }
            else
            {
                log.Note($"The mix in the order of a trace is left out: {TraceFolder.Missing}");
            }

            servers.Where(static server => server.SecureAddress is null).ToList().ForEach(server => log.Note($"{server.Name} takes no part over TLS: it has none."));
            foreach (int size in sizes.Intersect(s_secureSizes))
            {
                Measure(
                    log, [.. servers.Where(static server => server.SecureAddress is not null)],
                    new HttpCase($"{Workload.SizeText(size)}-{HttpServers.Tls}", size, "One hot file over TLS", HttpFiles.NameOf(size), Script: null, IsSecure: true), quick);
            }
        }
        finally
        {
            servers.ForEach(static server => server.Dispose());
        }
    }

    /// <summary>Sees that a server sends the files, byte by byte: the fastest is who sends something else.</summary>
    /// <exception cref="HarnessException">It does not.</exception>
    public static void Verify(HttpServerProcess server, HttpFiles files, int[] sizes)
    {
        X509ChainPolicy trust = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(files.Certificate.CertificatePath);
        _ = trust.CustomTrustStore.Add(certificate);
        using SocketsHttpHandler handler = new() { SslOptions = { CertificateChainPolicy = trust } };
        using HttpClient client = new(handler);
        foreach (string name in sizes.Select(HttpFiles.NameOf))
        {
            byte[] content = File.ReadAllBytes(Path.Combine(files.Folder, name));
            foreach (Uri address in ((Uri?[])[server.Address, server.SecureAddress]).OfType<Uri>())
            {
                byte[] body = client.GetByteArrayAsync(new Uri(address, name)).GetAwaiter().GetResult();
                if (!body.AsSpan().SequenceEqual(content))
                {
                    throw new HarnessException($"{server.Name} sends something else than {name} at {address}.");
                }
            }
        }
    }

    // In all the ways in which it will be asked, and long, so that the JIT's last tier has come before the first figure: the one
    // that compiles has to share a processor with a server that never lets go of it.
    private static void WarmUp(List<HttpServerProcess> servers, HttpFiles files, int size, bool quick)
    {
        foreach (HttpServerProcess server in servers)
        {
            _ = Wrk.Run(server.Address, quick ? 1 : MixWarmUp, files.Script);
            if (!quick && server.SecureAddress is { } secure)
            {
                _ = Wrk.Run(new Uri(secure, HttpFiles.NameOf(s_secureSizes[0])), SecureWarmUp, script: null);
            }

            _ = Wrk.Run(new Uri(server.Address, HttpFiles.NameOf(size)), quick ? 1 : HotWarmUp, script: null);
        }
    }

    private static void Measure(PartLog log, List<HttpServerProcess> servers, HttpCase httpCase, bool quick)
    {
        if (!log.Begins(httpCase.Name))
        {
            return;
        }

        int rounds = quick ? QuickRounds : FullRounds;
        string[] quantities = [Quantities.Requests, Quantities.Cpu, Quantities.P50, Quantities.P99];
        Dictionary<string, List<double>[]> found = servers.ToDictionary(static server => server.Name, _ => (List<double>[])[.. quantities.Select(static _ => new List<double>())], StringComparer.Ordinal);
        if (!quick)
        {
            servers.ForEach(server => _ = Wrk.Run(httpCase.AddressOn(server), TurnSeconds, httpCase.Script));
        }

        Interleaved.Run(rounds, servers, (_, server) =>
        {
            double before = server.CpuMicroseconds;
            LoadResult load = Wrk.Run(httpCase.AddressOn(server), TurnSeconds, httpCase.Script);
            double cpu = server.CpuMicroseconds - before;
            double[] values = [load.RequestsPerSecond, cpu / load.Requests, load.P50Microseconds, load.P99Microseconds];
            for (int i = 0; i < values.Length; i++)
            {
                found[server.Name][i].Add(values[i]);
            }
        });
        string reference = servers.Exists(static server => server.Name == HttpServers.Nginx) ? HttpServers.Nginx : HttpServers.Kestrel;
        foreach (HttpServerProcess server in servers)
        {
            for (int i = 0; i < quantities.Length; i++)
            {
                log.Add(new Figure(httpCase.Family, httpCase.Name, httpCase.At, Figure.Bytes, 1, server.Name, quantities[i], reference, found[server.Name][i]));
            }
        }
    }
}
