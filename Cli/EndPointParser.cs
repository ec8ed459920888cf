using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace MappingCache.Cli;

/// <summary>Reads HOST:PORT, where the host is a name, an IPv4 address, or an IPv6 address in brackets.</summary>
internal static class EndPointParser
{
    /// <summary>Reads a host and its port.</summary>
    /// <param name="text">The text.</param>
    /// <param name="endPoint">The host, without brackets, and the port, from 1 to 65535.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out DnsEndPoint? endPoint)
    {
        endPoint = null;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 ||
            !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) ||
            port is < 1 or > IPEndPoint.MaxPort)
        {
            return false;
        }

        string host = text[..colon];
        bool isBracketed = host is ['[', .., ']'];
        host = isBracketed ? host[1..^1] : host;
        if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6) || host.Contains(':', StringComparison.Ordinal) != isBracketed)
        {
            return false;
        }

        endPoint = new DnsEndPoint(host, port);
        return true;
    }
}
