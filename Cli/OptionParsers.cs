using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace MappingCache.Cli;

/// <summary>Reads the values of options; what is none becomes an error that names the option and what it takes.</summary>
internal static class OptionParsers
{
    /// <summary>Reads a port to listen on, 0 for any.</summary>
    public static int Port(ArgumentResult result)
    {
        if (int.TryParse(TextOf(result), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort)
        {
            return port;
        }

        Refuse(result, $"a number from 0 to {IPEndPoint.MaxPort}");
        return 0;
    }

    /// <summary>Reads a count.</summary>
    public static int? Count(ArgumentResult result)
    {
        if (int.TryParse(TextOf(result), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return count;
        }

        Refuse(result, "a number");
        return null;
    }

    /// <summary>Reads a size that is not 0.</summary>
    public static int Size(ArgumentResult result)
    {
        if (SizeParser.TryParse(TextOf(result), out int bytes))
        {
            return bytes;
        }

        Refuse(result, "a size such as 65536, 64K or 1M");
        return 0;
    }

    /// <summary>Reads a place in a file, or a length of a part of it.</summary>
    public static long? FileSize(ArgumentResult result)
    {
        if (SizeParser.TryParseLong(TextOf(result), out long bytes))
        {
            return bytes;
        }

        Refuse(result, "a number of bytes such as 0, 65536, 64K or 1M");
        return null;
    }

    /// <summary>Reads whom to connect to.</summary>
    public static DnsEndPoint? EndPoint(ArgumentResult result)
    {
        if (EndPointParser.TryParse(TextOf(result), out DnsEndPoint? endPoint))
        {
            return endPoint;
        }

        Refuse(result, "HOST:PORT, such as 127.0.0.1:9000, localhost:9000 or [::1]:9000");
        return null;
    }

    /// <summary>Refuses an option that does not exist, which would otherwise be taken for the argument. A file of such a name can be given as ./-name.</summary>
    public static void RefuseOption(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: ['-', ..] option }])
        {
            result.AddError($"There is no option '{option}'.");
        }
    }

    private static string TextOf(ArgumentResult result) => result.Tokens[0].Value;

    private static void Refuse(ArgumentResult result, string wanted) =>
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{TextOf(result)}'; it must be {wanted}.");
}
