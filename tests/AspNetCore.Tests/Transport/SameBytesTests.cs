using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>The same requests, byte for byte, get the same answers from one application over our transport and over Kestrel's own.</summary>
[TestFixture(ServerKind.Dispatch)]
[TestFixture(ServerKind.Inline)]
[LinuxOnly("the transport is Linux's; other systems have Kestrel's own")]
internal sealed partial class SameBytesTests(ServerKind kind)
{
    // Longer ones take too long byte by byte.
    private const int Short = 2000;

    private static readonly string s_post = $"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n{new string('x', 100000)}";

    private static readonly TestCaseData[] s_conversations =
    [
        Case("one request", Get("/text", close: true)),
        Case("pipelined", Get("/text") + Get("/length/100") + Get("/pieces/3") + Get("/length/200000") + Get("/missing") + Get("/text", close: true)),
        Case("chunked", Get("/pieces/20", close: true)),
        Case("chunked at length", Get("/pieces/20000", close: true)),
        Case("head", "HEAD /length/1000 HTTP/1.1\r\nHost: a\r\n\r\n" + Get("/text", close: true)),
        Case("http 1.0", "GET /text HTTP/1.0\r\n\r\n"),
        Case("http 1.0, kept alive", "GET /text HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /length/5 HTTP/1.0\r\n\r\n"),
        Case("a body", s_post),
        Case("a body in chunks", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nabcde\r\n3;x=y\r\nabc\r\n0\r\n\r\n"),
        Case("expect", $"POST /count HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: {Short}\r\nConnection: close\r\n\r\n{new string('x', Short)}"),
        Case("no host", "GET /text HTTP/1.1\r\n\r\n"),
        Case("no sense", "\u0016\u0003\u0001 what is this\r\n\r\n"),
        Case("nothing", string.Empty, ends: true),
        Case("two lengths", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        Case("a length that is none", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\nConnection: close\r\n\r\nabc"),
        Case("length and chunks", "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"),
        Case("chunked twice", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"),
        Case("chunks of a bad size", "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n"),
        Case("a name with a space", "GET /text HTTP/1.1\r\nHost: a\r\nName : value\r\n\r\n"),
        Case("a line that goes on", "GET /text HTTP/1.1\r\nHost: a\r\nName: value\r\n goes on\r\n\r\n"),
        Case("bare line feeds", "GET /text HTTP/1.1\nHost: a\nConnection: close\n\n"),
        Case("a header with a NUL", "GET /text HTTP/1.1\r\nHost: a\r\nName: a\0b\r\n\r\n"),
        Case("a line too long", $"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("headers too long", $"GET /text HTTP/1.1\r\nHost: a\r\nName: {new string('a', 40000)}\r\n\r\n"),
        Case("too many headers", $"GET /text HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 101).Select(static index => $"Name{index}: a\r\n"))}\r\n"),
        Case("an error of the application", Get("/throw", close: true)),
        Case("a request behind one that was refused", Get("/text") + "GET /text HTTP/1.1\r\n\r\n" + Get("/text", close: true)),
        Case("addresses", Get("/ends", close: true)),
    ];

    [TestCaseSource(nameof(s_conversations))]
    [CancelAfter(20_000)]
    public async Task AnswersAreThoseOfKestrel(string conversation, bool ends, CancellationToken cancellationToken)
    {
        string expected = await AnswerAsync(ServerKind.Kestrel, conversation, ends, bytewise: false, cancellationToken);
        string actual = await AnswerAsync(kind, conversation, ends, bytewise: false, cancellationToken);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(ShortConversations))]
    [CancelAfter(20_000)]
    public async Task AnswersAreThoseOfKestrelWhenBytesComeOneByOne(string conversation, bool ends, CancellationToken cancellationToken)
    {
        string expected = await AnswerAsync(ServerKind.Kestrel, conversation, ends, bytewise: true, cancellationToken);
        string actual = await AnswerAsync(kind, conversation, ends, bytewise: true, cancellationToken);
        Assert.That(actual, Is.EqualTo(expected));
    }

    private static IEnumerable<TestCaseData> ShortConversations => s_conversations.Where(static one => ((string)one.Arguments[0]!).Length < Short);

    private static TestCaseData Case(string name, string conversation, bool ends = false) => new TestCaseData(conversation, ends).SetArgDisplayNames(name);

    private static string Get(string path, bool close = false) => string.Create(CultureInfo.InvariantCulture, $"GET {path} HTTP/1.1\r\nHost: a\r\n{(close ? "Connection: close\r\n" : string.Empty)}\r\n");

    private static async Task<string> AnswerAsync(ServerKind kind, string conversation, bool ends, bool bytewise, CancellationToken cancellationToken)
    {
        await using TransportServer server = await TransportServer.StartAsync(kind, SampleApp.Map);
        using RawConnection connection = await RawConnection.ConnectAsync(server.EndPoint, cancellationToken);
        Task sending = SendAsync(connection, conversation, ends, bytewise, cancellationToken);
        byte[] answer = [];
        try
        {
            answer = await connection.ReadToEndAsync(cancellationToken);
        }
        catch (SocketException exception) when (ends && exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // What Kestrel makes of a connection that ends while it is idle is a matter of which of its threads is first.
        }

        await sending;
        return Date().Replace(Encoding.Latin1.GetString(answer), "Date: then");
    }

    private static async Task SendAsync(RawConnection connection, string conversation, bool ends, bool bytewise, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string piece in bytewise ? conversation.Select(static one => one.ToString()) : [conversation])
            {
                await connection.SendAsync(piece, cancellationToken);
                if (bytewise)
                {
                    await Task.Yield();
                }
            }

            if (ends)
            {
                connection.ShutdownSend();
            }
        }
        catch (SocketException)
        {
            // A request that is refused is not read to its end.
        }
    }

    [GeneratedRegex("Date: [^\r]*", RegexOptions.NonBacktracking)]
    private static partial Regex Date();
}
