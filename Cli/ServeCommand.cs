using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.Sockets;

namespace MappingCache.Cli;

/// <summary>The command <c>serve</c>.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8080;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("FOLDER")
        {
            Description = "The folder to serve.",
            DefaultValueFactory = _ => ".",
        };
        folder.Validators.Add(RefuseOption);
        Option<int> port = new("--port")
        {
            Description = "The port on 127.0.0.1; 0 takes any that is free.",
            DefaultValueFactory = _ => DefaultPort,
            CustomParser = ParsePort,
            HelpName = "PORT",
        };
        Option<int?> slots = new("--slots")
        {
            Description = "Most windows that are mapped at once. By default 4096, or fewer if the machine allows fewer.",
            CustomParser = ParseSlots,
            HelpName = "N",
        };
        Option<int> window = new("--window")
        {
            Description = "Bytes of a window, a power of two: 65536, 64K, 1M.",
            DefaultValueFactory = _ => WindowCacheOptions.DefaultWindowSize,
            CustomParser = ParseSize,
            HelpName = "SIZE",
        };
        Command command = new("serve", "Serves a folder over HTTP on this machine, from mapped windows, with listings of directories. Ends on Ctrl-C; then prints what the cache has done and checks that all is well in it.")
        {
            folder,
            port,
            slots,
            window,
        };
        command.SetAction((result, _) => RunAsync(new ServeSettings(
            result.GetRequiredValue(folder),
            result.GetValue(port),
            new WindowCacheOptions { SlotCount = result.GetValue(slots), WindowSize = result.GetValue(window) })));
        return command;
    }

    private static async Task<int> RunAsync(ServeSettings settings)
    {
        try
        {
            return await ServeHost.RunAsync(settings).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or SocketException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // What a user can set right needs its message, not where in the code it was thrown.
            await Console.Error.WriteLineAsync($"mapping-cache: {MessageOf(exception)}").ConfigureAwait(false);
            return 1;
        }
    }

    // The name of a parameter in the code says nothing to a user.
    private static string MessageOf(Exception exception) => exception is ArgumentException { ParamName: { } name }
        ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
        : exception.Message;

    // An option that does not exist would otherwise be taken for the folder. One of such a name can be given as ./-name.
    private static void RefuseOption(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: ['-', ..] option }])
        {
            result.AddError($"There is no option '{option}'.");
        }
    }

    private static int ParsePort(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue)
        {
            return port;
        }

        result.AddError($"--port is '{result.Tokens[0].Value}'; it must be a number from 0 to {ushort.MaxValue}.");
        return 0;
    }

    private static int? ParseSlots(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int slots))
        {
            return slots;
        }

        result.AddError($"--slots is '{result.Tokens[0].Value}'; it must be a number.");
        return null;
    }

    private static int ParseSize(ArgumentResult result)
    {
        if (SizeParser.TryParse(result.Tokens[0].Value, out int bytes))
        {
            return bytes;
        }

        result.AddError($"--window is '{result.Tokens[0].Value}'; it must be a size such as 65536, 64K or 1M.");
        return 0;
    }
}
