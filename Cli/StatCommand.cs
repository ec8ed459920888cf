using System.CommandLine;
using System.CommandLine.Parsing;

namespace MappingCache.Cli;

/// <summary>The command <c>stat</c>.</summary>
internal static class StatCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            Description = "The file to look at. It is opened, but not read.",
        };
        Option<int> window = new("--window")
        {
            Description = "Bytes of a window, a power of two: 65536, 64K, 1M.",
            DefaultValueFactory = _ => WindowCacheOptions.DefaultWindowSize,
            CustomParser = ParseSize,
            HelpName = "SIZE",
        };
        Command command = new("stat", "Shows a file's windows, and how much of each is in memory: what acquiring it would not have to read from the disk. Linux tells that of files that are yours or writable to you, from 6.5 on; Windows does not.")
        {
            file,
            window,
        };
        command.SetAction(result => Run(result.GetRequiredValue(file), result.GetValue(window)));
        return command;
    }

    private static int Run(string path, int windowSize)
    {
        try
        {
            using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = windowSize, SlotCount = 1, InitialSlots = 1 });
            using MappedFile file = cache.Open(path);
            FileWindows windows = new(file, windowSize);
            if (StatView.CanShow)
            {
                StatView.Show(windows);
            }
            else
            {
                windows.WriteTo(Console.Out);
            }

            return 0;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine($"mapping-cache: {MessageOf(exception)}");
            return 1;
        }
    }

    // The name of a parameter in the code says nothing to a user.
    private static string MessageOf(Exception exception) => exception is ArgumentException { ParamName: { } name }
        ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal)
        : exception.Message;

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
