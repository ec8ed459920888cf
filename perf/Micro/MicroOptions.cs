using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MappingCache.Micro.Races;

namespace MappingCache.Micro;

/// <summary>What was asked for on the command line.</summary>
internal sealed record MicroOptions
{
    public const string Help = """
        Usage: MappingCache.Micro [--races | --bdn] [--quick] [--only NAME] [--json PATH] [--budget SECONDS]
               MappingCache.Micro --list

          --races      measure the cache, its floors and its rivals in alternating rounds (default)
          --bdn        run the BenchmarkDotNet benchmarks
          --quick      short warm-up and few rounds; races only
          --only NAME  only races whose name contains NAME
          --json PATH  write the results of races here
          --budget SECONDS  leave out, by name, the races that were not begun by then
          --list       print the names
          --help       print this

        Results are written to perf/results/<commit>/.
        """;

    /// <summary>Whether to run BenchmarkDotNet.</summary>
    public bool Benchmarks { get; private init; }

    public bool Quick { get; private init; }

    /// <summary>A part of the names that are wanted; null for all.</summary>
    public string? Only { get; private init; }

    /// <summary>Where results of races go; null for where they always go.</summary>
    public string? Json { get; private init; }

    /// <summary>When races that were not begun are left out, counted from the start; null for never.</summary>
    public TimeSpan? Budget { get; private init; }

    public bool List { get; private init; }

    public bool ShowHelp { get; private init; }

    /// <summary>Reads a command line.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="options">What they mean.</param>
    /// <param name="error">Why they mean nothing.</param>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out MicroOptions? options, out string error)
    {
        MicroOptions read = new();
        options = null;
        error = "";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--races":
                    read = read with { Benchmarks = false };
                    break;
                case "--bdn":
                    read = read with { Benchmarks = true };
                    break;
                case "--quick":
                    read = read with { Quick = true };
                    break;
                case "--only" when i + 1 < args.Length:
                    read = read with { Only = args[++i] };
                    break;
                case "--only":
                    error = "--only needs a name";
                    return false;
                case "--json" when i + 1 < args.Length:
                    read = read with { Json = args[++i] };
                    break;
                case "--budget" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds):
                    read = read with { Budget = TimeSpan.FromSeconds(seconds) };
                    i++;
                    break;
                case "--json":
                    error = "--json needs a path";
                    return false;
                case "--budget":
                    error = "--budget needs a number of seconds";
                    return false;
                case "--list":
                    read = read with { List = true };
                    break;
                case "--help" or "-h":
                    read = read with { ShowHelp = true };
                    break;
                default:
                    error = $"unknown option: {args[i]}";
                    return false;
            }
        }

        if (RaceCatalog.Find(read.Only).Length == 0)
        {
            error = $"no race's name contains '{read.Only}'; there are {string.Join(", ", RaceCatalog.Names)}";
            return false;
        }

        options = read;
        return true;
    }
}
