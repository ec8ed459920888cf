using System.CommandLine;
using System.CommandLine.Parsing;

namespace MappingCache.Harness;

/// <summary>The program's command line.</summary>
internal static class HarnessCommand
{
    /// <summary>Runs the program.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static int Run(string[] args)
    {
        RootCommand root = new("Measures what the project claims of its speed beside its peers, keeps every round, and reports. Without a command, or with all: every part.");
        foreach (Command command in (Command[])[AllCommand.Create(), .. SendCommand.Create(), .. PartCommand.Create(), .. ReportCommands.Create()])
        {
            root.Add(command);
        }

        ParseResult result = root.Parse(args.Length == 0 ? [AllCommand.Name] : args);
        foreach (ParseError error in result.Errors)
        {
            Complain(error.Message);
        }

        return result.Errors.Count == 0 ? result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }) : 1;
    }

    /// <summary>Runs a command, and tells what it cannot do for a reason that its user has to know.</summary>
    public static int Tell(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (exception is HarnessException or IOException or UnauthorizedAccessException)
        {
            Complain(exception.Message);
            return 1;
        }
    }

    public static void Complain(string message) => Console.Error.WriteLine($"harness: {message}");
}
