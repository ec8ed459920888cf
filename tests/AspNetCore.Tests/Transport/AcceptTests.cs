using System.Text;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>Whoever comes while a connection cannot be accepted is accepted later.</summary>
[TestFixture(ServerKind.Dispatch)]
[TestFixture(ServerKind.Inline)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
[NonParallelizable]
internal sealed class AcceptTests(ServerKind kind)
{
    private const string Request = "GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    // Of the process, of the system, memory for sockets: nobody tells when there is some again. Each thread that accepts fails
    // twice before it does not.
    [Test]
    [CancelAfter(60_000)]
    public async Task AShortageIsWaitedForAndLogged([Values("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM")] string error, CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        string? answer = null;
        SystemCallTrace.WhileFailing($"accept4:error={error}:when=1..2", () => answer = AskAsync(server, cancellationToken).GetAwaiter().GetResult());

        Assert.That(answer, Does.Contain("Hello"));
        Assert.That(server.Log.Lines, Has.Count.GreaterThanOrEqualTo(2).And.All.Contains("No connection can be accepted"));
    }

    // Who has gone before being accepted, and what else is not the listener's fault, concerns nobody.
    [Test]
    [CancelAfter(60_000)]
    public async Task TheTroubleOfOneConnectionIsNotTheNext([Values("ECONNABORTED", "EPROTO", "EINTR", "EPERM")] string error, CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        string? answer = null;
        SystemCallTrace.WhileFailing($"accept4:error={error}:when=1..2", () => answer = AskAsync(server, cancellationToken).GetAwaiter().GetResult());

        Assert.That(answer, Does.Contain("Hello"));
        Assert.That(server.Log.Lines, Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task WhatNeverEndsIsNotTriedWithoutAPause(CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        string? answer = null;
        SystemCallTrace.WhileFailing("accept4:error=EPERM:when=1..100", () => answer = AskAsync(server, cancellationToken).GetAwaiter().GetResult());

        Assert.That(answer, Does.Contain("Hello"));
        Assert.That(server.Log.Lines, Has.Some.Contains("No connection can be accepted"));
    }

    private static async Task<string> AskAsync(TransportServer server, CancellationToken cancellationToken)
    {
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        await connection.SendAsync(Request, cancellationToken);
        return Encoding.Latin1.GetString(await connection.ReadToEndAsync(cancellationToken));
    }
}
