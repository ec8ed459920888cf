using System.Net;
using MappingCache.Cli;

namespace MappingCache.AspNetCore.Tests;

internal sealed class EndPointParserTests
{
    [TestCase("127.0.0.1:9000", "127.0.0.1", 9000)]
    [TestCase("localhost:1", "localhost", 1)]
    [TestCase("files.example.org:65535", "files.example.org", 65535)]
    [TestCase("[::1]:80", "::1", 80)]
    public void HostsWithPortsAreRead(string text, string host, int port)
    {
        Assert.That(EndPointParser.TryParse(text, out DnsEndPoint? endPoint), Is.True);
        Assert.That((endPoint!.Host, endPoint.Port), Is.EqualTo((host, port)));
    }

    [TestCase("")]
    [TestCase("localhost")]
    [TestCase(":80")]
    [TestCase("localhost:")]
    [TestCase("localhost:0")]
    [TestCase("localhost:65536")]
    [TestCase("localhost:+1")]
    [TestCase("::1:80")]
    [TestCase("[::1]")]
    [TestCase("[localhost]:80")]
    [TestCase("[]:80")]
    [TestCase("a b:80")]
    public void OtherTextIsRefused(string text) => Assert.That(EndPointParser.TryParse(text, out _), Is.False);
}
