using System.CommandLine;
using System.CommandLine.Parsing;

namespace MappingCache.Cli;

/// <summary>The program's commands.</summary>
internal static class Commands
{
    /// <summary>Runs the program.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("Serves, sends and examines files through MappingCache, a cache of mapped windows of files.")
        {
            ServeCommand.Create(),
            SendCommand.Create(),
            StatCommand.Create(),
        };
        ParseResult result = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (result.Errors.Count > 0)
        {
            foreach (ParseError error in result.Errors)
            {
                await UserErrors.TellAsync(error.Message).ConfigureAwait(false);
            }

            return 1;
        }

        // The commands handle the signals themselves, and stop in order.
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await result.InvokeAsync(configuration).ConfigureAwait(false);
    }
}
