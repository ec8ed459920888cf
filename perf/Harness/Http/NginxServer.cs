using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MappingCache.Micro;

namespace MappingCache.Harness.Http;

/// <summary>nginx in one process, with what makes it fast for files.</summary>
internal sealed class NginxServer : IHttpServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    // Where distributions put it, since not every user's path has that folder.
    private static readonly string[] s_places = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];

    private static readonly string? s_program = Array.Find(s_places, File.Exists);

    public string Name => HttpServers.Nginx;

    public string? Refusal() => s_program is null ? "it is not installed: apt-get install nginx-light" : null;

    public HttpServerProcess Start(HttpFiles files)
    {
        (int port, int securePort) = (FreePort(), FreePort());
        string scratch = files.Scratch;
        string configuration = Path.Combine(scratch, "nginx.conf");
        File.WriteAllText(configuration, Configuration(files, port, securePort));
        Process process = PinnedProcess.Start(PinnedProcess.Server, new ProcessStartInfo(s_program!, ["-p", scratch, "-e", "stderr", "-c", configuration]) { UseShellExecute = false });
        HttpServerProcess server = new(Name, process, AddressOf("http", port), AddressOf("https", securePort));
        try
        {
            AwaitPort(process, port);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>What version it is.</summary>
    public static string? Version() => s_program is null ? null : Tool.Ask(Path.GetTempPath(), "sh", "-c", $"{s_program} -v 2>&1");

    private static string Configuration(HttpFiles files, int port, int securePort) => $$"""
        daemon off;
        master_process off;
        worker_processes 1;
        pid {{files.Scratch}}/nginx.pid;
        error_log stderr error;
        events { worker_connections 1024; }
        http {
            access_log off;
            server_tokens off;
            default_type application/octet-stream;
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
            keepalive_requests 1000000000;
            open_file_cache max=20000 inactive=600s;
            open_file_cache_valid 1s; # as often as the cache looks
            client_body_temp_path {{files.Scratch}}/body;
            proxy_temp_path {{files.Scratch}}/proxy;
            fastcgi_temp_path {{files.Scratch}}/fastcgi;
            uwsgi_temp_path {{files.Scratch}}/uwsgi;
            scgi_temp_path {{files.Scratch}}/scgi;
            server {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
                listen 127.0.0.1:{{securePort.ToString(CultureInfo.InvariantCulture)}} ssl;
                ssl_certificate {{files.Certificate.CertificatePath}};
                ssl_certificate_key {{files.Certificate.KeyPath}};
                root {{files.Folder}};
            }
        }
        """;

    private static Uri AddressOf(string scheme, int port) => new($"{scheme}://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");

    // It cannot be told to take any that is free, and to say which.
    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static void AwaitPort(Process process, int port)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused && Stopwatch.GetElapsedTime(start) < s_patience && !process.WaitForExit(s_pause))
            {
                // It runs, and is not there yet.
            }
            catch (SocketException exception)
            {
                throw new HarnessException($"nginx does not listen: {exception.Message}", exception);
            }
        }
    }
}
