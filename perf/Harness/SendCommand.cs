using System.CommandLine;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Receiving;
using MappingCache.Harness.Rounds;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness;

/// <summary>The command <c>send</c>.</summary>
internal static class SendCommand
{
    private const string One = "one";
    private const string Many = "many";
    private const string Cold = "cold";

    private static readonly string[] s_allFiles = [One, Many, Cold];

    private static readonly Option<IReadOnlyList<int>?> s_sizes = new("--sizes")
    {
        Description = $"Bytes of the files, separated by commas. By default {string.Join(',', WorkloadCatalog.DefaultSizes.Select(Workload.SizeText))}.",
        CustomParser = OptionParsers.Sizes,
        HelpName = "SIZES",
    };

    private static readonly Option<IReadOnlyList<int>?> s_threads = new("--threads")
    {
        Description = "Senders at once, separated by commas. By default 1,2, with --quick 1. One of them and the receiver have a processor each.",
        CustomParser = OptionParsers.Threads,
        HelpName = "NUMBERS",
    };

    private static readonly Option<IReadOnlyList<string>?> s_files = new("--files")
    {
        Description = $"What to send, separated by commas: {One} hot file and bundles of {WorkloadCatalog.BundleFiles} of {Workload.SizeText(WorkloadCatalog.BundleSize)}, {Many} hot files ({WorkloadCatalog.ManyFiles}, or as many as the process may have open twice, as far as they come to no more than 1 GiB), {Cold} files. By default all, with --quick, and on other systems than Linux, only {One}.",
        CustomParser = static result => OptionParsers.Words(result, s_allFiles),
        HelpName = string.Join('|', s_allFiles),
    };

    private static readonly Option<int?> s_rounds = new("--rounds")
    {
        Description = $"How often everybody is measured. By default {Plan.Full.Rounds}, with --quick {Plan.Quick.Rounds}.",
        CustomParser = OptionParsers.Rounds,
        HelpName = "NUMBER",
    };

    private static readonly Option<IReadOnlyList<string>?> s_only = new("--only")
    {
        Description = $"Only these contestants, separated by commas: {string.Join(", ", ContestantCatalog.Names)}.",
        CustomParser = OptionParsers.Contestants,
        HelpName = "CONTESTANT",
    };

    private static readonly Option<ReceiverMode> s_receiver = new("--receiver")
    {
        Description = "Whether the receiver has the kernel throw away what it is sent, or reads it into a buffer.",
        DefaultValueFactory = static _ => ReceiverMode.Discard,
    };

    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Few sizes and rounds, one thread, and a short warm-up, in less than two minutes on a machine that is left alone; not to be quoted.",
    };

    private static readonly Option<string?> s_json = new("--json")
    {
        Description = "Writes the results here instead of into perf/results/<commit>/.",
        HelpName = "PATH",
    };

    private static readonly Option<int?> s_budget = PartCommand.BudgetOption();

    private static readonly Option<ReceiverMode> s_mode = new(ReceiverProcess.ModeOption);

    private static readonly Option<int?> s_processor = new(ReceiverProcess.ProcessorOption);

    /// <summary>Makes the command, and the one that its receiver is started by.</summary>
    public static IEnumerable<Command> Create()
    {
        Command send = new(
            "send",
            "Measures whole sends over loopback: the processor time that a header and files cost the sender, by every strategy of the cache's sender, by what .NET offers, and by C programs, in alternating rounds of one run. The receiver is a process of its own, which answers nothing.")
        {
            s_sizes, s_threads, s_files, s_rounds, s_only, s_receiver, s_quick, s_json, s_budget,
        };
        send.SetAction(Measure);
        Command receive = new(ReceiverProcess.Command) { s_mode, s_processor };
        receive.Hidden = true;
        receive.SetAction(static result => Receiver.Run(result.GetValue(s_mode), result.GetValue(s_processor)));
        return [send, receive];
    }

    private static int Measure(ParseResult result)
    {
        if (BuildCheck.Refusal() is { } refusal)
        {
            HarnessCommand.Complain(refusal);
            return 1;
        }

        bool quick = result.GetValue(s_quick);
        Plan plan = quick ? Plan.Quick : Plan.Full;
        IReadOnlyList<string>? only = result.GetValue(s_only);
        IReadOnlyList<string> files = result.GetValue(s_files) ?? (quick || !OperatingSystem.IsLinux() ? [One] : s_allFiles);
        if (!OperatingSystem.IsLinux() && (Sends(Many) || Sends(Cold)))
        {
            HarnessCommand.Complain($"{Many} and {Cold} files are sent on Linux only: other systems do not say how many may be open, and do not forget a file.");
            return 1;
        }

        HarnessOptions options = new(
            plan with { Rounds = result.GetValue(s_rounds) ?? plan.Rounds },
            WorkloadCatalog.Create(
                result.GetValue(s_sizes) ?? (quick ? WorkloadCatalog.QuickSizes : WorkloadCatalog.DefaultSizes),
                result.GetValue(s_threads) ?? (quick ? [1] : [1, 2]),
                Sends(One),
                Sends(Many),
                Sends(Cold)),
            result.GetValue(s_receiver),
            only,
            // A run of less than everything must not take the place of a full one.
            quick || only is not null || result.GetValue(s_sizes) is not null || result.GetValue(s_threads) is not null || result.GetValue(s_files) is not null || result.GetValue(s_rounds) is not null,
            result.GetValue(s_json),
            Deadline.In(result.GetValue(s_budget)));
        return HarnessCommand.Tell(() => HarnessRun.Run(options));

        bool Sends(string what) => files.Contains(what, StringComparer.OrdinalIgnoreCase);
    }
}
