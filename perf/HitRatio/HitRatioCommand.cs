using System.CommandLine;
using System.CommandLine.Parsing;
using MappingCache.HitRatio.Formats;
using MappingCache.HitRatio.Policies;
using MappingCache.HitRatio.Worst;
using MappingCache.Micro;

namespace MappingCache.HitRatio;

/// <summary>The program's command line.</summary>
internal static class HitRatioCommand
{
    private static readonly IReadOnlyList<CacheSize> s_defaultSizes = [new(null, 0.1), new(null, 1), new(null, 10)];

    private static readonly Argument<string[]> s_traces = new("TRACE")
    {
        Description = "Files of requests. Those that end in .zst or .xz are read through the tool of that name.",
        Arity = ArgumentArity.ZeroOrMore,
        Validators = { OptionParsers.RefuseOptions },
    };

    private static readonly Option<IReadOnlyList<CacheSize>?> s_sizes = new("--sizes")
    {
        Description = "Sizes of the cache, separated by commas: slots, or percent of the different keys that a trace asks for. By default 0.1%,1%,10%.",
        CustomParser = OptionParsers.Sizes,
        HelpName = "SIZES",
    };

    private static readonly Option<int?> s_window = new("--window")
    {
        Description = "Folds requests for blocks to windows of this size: a request asks once for each window that it touches. Without it, for each block.",
        CustomParser = OptionParsers.Window,
        HelpName = "64KiB",
    };

    private static readonly Option<ITraceFormat?> s_format = new("--format")
    {
        Description = $"The traces' format, if their names and first bytes do not tell it. {string.Join("; ", TraceReader.Formats.Select(static format => $"{format.Name}: {format.Description}"))}.",
        CustomParser = OptionParsers.Format,
        HelpName = string.Join('|', [OptionParsers.AnyFormat, .. TraceReader.Formats.Select(static format => format.Name)]),
    };

    private static readonly Option<IReadOnlyList<IPolicy>?> s_policies = new("--policy")
    {
        Description = $"Only these policies, separated by commas: {string.Join(", ", PolicyCatalog.All.Select(static policy => policy.Name))}. Clock and Lru are the cache itself, OPT is what nobody exceeds.",
        CustomParser = OptionParsers.Policies,
        HelpName = "NAMES",
    };

    private static readonly Option<bool> s_worst = new("--worst")
    {
        Description = $"Measures what one request pays for choosing what makes room, in the worst cases of a cache of {WorstCases.Slots} slots; beside it the longest sweeps that came about on the traces.",
    };

    private static readonly Option<string?> s_json = new("--json")
    {
        Description = "Writes the results to a file, too.",
        HelpName = "FILE",
    };

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static int Run(string[] args)
    {
        RootCommand root = new(
            "Goes through traces of requests and prints hit ratios: those of the cache itself, which is made to map nothing, beside simulators of other policies and the optimum. Every request acquires a window through one handle and releases it before the next. A policy joins by one file: a class that implements IPolicy.")
        {
            s_traces, s_sizes, s_window, s_format, s_policies, s_worst, s_json,
        };
        root.SetAction(Run);
        ParseResult result = root.Parse(args.Length == 0 ? ["--help"] : args);
        foreach (ParseError error in result.Errors)
        {
            Complain(error.Message);
        }

        return result.Errors.Count == 0 ? result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }) : 1;
    }

    private static int Run(ParseResult result)
    {
        string[] traces = result.GetValue(s_traces) ?? [];
        bool worst = result.GetValue(s_worst);
        if (traces.Length == 0 && !worst)
        {
            Complain("Name a trace, or ask for --worst. See --help.");
            return 1;
        }

        if (worst && BuildCheck.Refusal() is { } refusal)
        {
            Complain(refusal);
            return 1;
        }

        try
        {
            Compare(result, traces, worst);
            return 0;
        }
        catch (Exception exception) when (exception is TraceException or IOException or UnauthorizedAccessException)
        {
            Complain(exception.Message);
            return 1;
        }
    }

    private static void Compare(ParseResult result, string[] traces, bool worst)
    {
        int? window = result.GetValue(s_window);
        TraceReader reader = new(result.GetValue(s_format), window);
        IReadOnlyList<IPolicy> policies = result.GetValue(s_policies) ?? PolicyCatalog.All;
        IReadOnlyList<CacheSize> sizes = result.GetValue(s_sizes) ?? s_defaultSizes;
        List<Comparison> comparisons = [];
        foreach (Trace trace in traces.Select(reader.Read))
        {
            comparisons.AddRange(sizes.Select(size => Comparison.Of(trace, size.For(trace), policies)));
        }

        if (comparisons.Count > 0)
        {
            Views.Show(comparisons);
        }

        List<WorstCase> cases = worst ? [.. WorstCases.Measure(), .. WorstCases.Seen(comparisons)] : [];
        if (cases.Count > 0)
        {
            Views.Show(cases);
        }

        if (result.GetValue(s_json) is { } path)
        {
            new Report(Machine.Read(AppContext.BaseDirectory), window, comparisons, cases).Save(path);
        }
    }

    private static void Complain(string message) => Console.Error.WriteLine($"hit-ratio: {message}");
}
