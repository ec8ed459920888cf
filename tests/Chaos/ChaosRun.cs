using System.Collections.Concurrent;
using System.Diagnostics;
using MappingCache.Platform.Linux.Guard;

namespace MappingCache.Tests.Chaos;

/// <summary>
/// Users who read and send files by every way there is, while writers change these files by every way there is. What a
/// user was given without an error must be what some writer has put there. Then the accounts are checked.
/// </summary>
internal sealed class ChaosRun(ChaosOptions options)
{
    // Nothing takes that long, unless it waits for something that nobody does.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // How many times its duration a run may go on for.
    private const int MostExtensions = 8;

    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly ChaosTally _tally = new();
    private readonly Stopwatch _clock = new();

    // What each user is doing, to be named if it never ends.
    private readonly string[] _doing = new string[options.Users];

    private readonly long _faultsBefore = BusGuard.Faults;

    private long Faults => BusGuard.Faults - _faultsBefore;

    private bool IsOver => !_wrong.IsEmpty || IsPoisoned || (_clock.Elapsed >= options.Duration && (HasShownEnough || _clock.Elapsed >= MostExtensions * options.Duration));

    // On a machine that has other things to do a run of some seconds may come to nothing.
    private bool HasShownEnough =>
        options.Operations.All(operation => _tally.CountOf(operation, ChaosOutcome.Complete) > 0) &&
        _tally.CountOf(ChaosOutcome.Changed) > 0 &&
        (!options.Mode.MustFault || Faults > 0);

    private bool IsPoisoned => !options.Mode.MayFault && Faults > 0;

    /// <summary>Runs, and says what went wrong.</summary>
    public async Task<ChaosResult> RunAsync()
    {
        using ChaosFiles files = ChaosFiles.Create(options.Files);
        using ChaosTls tls = new();
        CacheStatistics statistics;
        using (WindowCache cache = options.CreateCache())
        {
            await using (ChaosServer server = await ChaosServer.StartAsync(files.Served, cache, options.ServerIsCareless))
            {
                using ServeProcess? serve = options.HasProcesses ? await ServeProcess.StartAsync(files.Served, options) : null;
                await WriteAndUseAsync(new ChaosPlace(files, cache, tls, server.Client, serve?.Client ?? server.Client, options.IsCareless) { LongestHold = options.LongestHold });
                Note(serve is null ? null : await serve.EndAsync());
            }

            ChaosAccounts.Of(files, cache).ForEach(_wrong.Enqueue);
            statistics = cache.GetStatistics();
        }

        Note(IsPoisoned ? $"seed {options.Seed}: {Faults:N0} faults poisoned windows, in a mode that has none" : null);
        ChaosAccounts.OfProcess(files).ForEach(_wrong.Enqueue);
        Dictionary<ChaosStep, long> steps = Enum.GetValues<ChaosStep>().ToDictionary(static step => step, files.History.CountOf);
        return new ChaosResult([.. _wrong], _tally, steps, Faults, statistics);
    }

    private async Task WriteAndUseAsync(ChaosPlace place)
    {
        ChaosWriter[] threads = [.. Enumerable.Range(0, options.Writers).Select(own => new ChaosWriter(place.Files, own, options.AllWriters, options.Mode.Cuts, options.Seed + own))];
        Array.ForEach(threads, static writer => writer.MakeAll());
        using WriterProcess? process = options.HasProcesses ? WriterProcess.Start(place.Files, options.Writers, options.AllWriters, options) : null;
        using CancellationTokenSource end = new();
        _clock.Start();
        Task[] writing = [.. threads.Select(writer => OnThread(() => writer.Run(options.LongestPause, end.Token)))];
        Task[] users = [.. Enumerable.Range(0, options.Users).Select(user => OnThread(() => Use(place, user)))];
        await EndOfAsync(users, () => $"never ended: {string.Join("; ", _doing)}");
        await end.CancelAsync();
        await EndOfAsync(writing, static () => "a writer never ended");
        Note(process is null ? null : await process.EndAsync());
    }

    private async Task EndOfAsync(Task[] tasks, Func<string> complaint)
    {
        TimeSpan most = MostExtensions * options.Duration;
        TimeSpan rest = most > _clock.Elapsed ? most - _clock.Elapsed : TimeSpan.Zero;
        try
        {
            await Task.WhenAll(tasks).WaitAsync(rest + (2 * s_patience));
        }
        catch (TimeoutException)
        {
            _wrong.Enqueue(complaint());
        }
    }

    private static Task OnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Use(ChaosPlace place, int user)
    {
        Random random = new(options.Seed + options.Writers + 1 + user);
        ChaosTaken taken = new();
        while (!IsOver)
        {
            ChaosOperation operation = options.Operations[random.Next(options.Operations.Count)];
            int file = random.Next(random.Next(2) == 0 ? options.AllWriters : options.Files);
            _doing[user] = $"{operation.Name} of file {file}";
            taken.Begin(0);
            using CancellationTokenSource patience = new(s_patience);
            try
            {
                operation.RunAsync(new ChaosVisit(place, file, random, taken, patience.Token)).GetAwaiter().GetResult();
                _tally.Count(operation, taken.Length == 0 ? ChaosOutcome.Empty : ChaosOutcome.Complete);
                Note(place.Files.History.Check(file, taken.Offset, taken.Bytes, operation.LendsPages) is { } finding ? $"seed {options.Seed}, {operation.Name}: {finding}" : null);
            }
            catch (Exception exception) when (ChaosOutcomes.Of(exception) is { } outcome)
            {
                _tally.Count(operation, outcome);
            }
            catch (Exception exception)
            {
                _wrong.Enqueue($"seed {options.Seed}, {_doing[user]}{(patience.IsCancellationRequested ? $", which took more than {s_patience.TotalSeconds} s" : string.Empty)}: {exception}");
            }
        }

        _doing[user] = "nothing";
    }

    private void Note(string? finding)
    {
        if (finding is not null)
        {
            _wrong.Enqueue(finding);
        }
    }
}
