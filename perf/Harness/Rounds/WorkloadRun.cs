using System.Diagnostics;
using System.Runtime;
using MappingCache.Harness.Receiving;
using MappingCache.Harness.Results;
using MappingCache.Harness.Senders;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Rounds;

/// <summary>
/// Measures the contestants with one workload in rounds, each contestant once a round. On
/// a machine that others use too, figures of one minute do not compare with those of the next, but all turns of a round
/// meet about the same disturbances.
/// </summary>
internal sealed class WorkloadRun : IDisposable
{
    private const int MinSends = 16;
    private const int MaxSends = 1 << 20;
    private const int MaxTimedSends = 20_000;

    // The part of a turn that is sent before it is measured, so that nobody pays for what the one before, or the
    // collector, has pushed out of the processor's caches.
    private const int LeadParts = 8;

    private readonly Plan _plan;
    private readonly Workload _workload;
    private readonly Entry[] _entries;
    private readonly TestFiles _files;
    private readonly Affinity? _before = OperatingSystem.IsLinux() ? Affinity.OfThisThread() : null;
    private readonly ReceiverProcess _receiver;
    private readonly bool _pinned;

    /// <summary>Writes the files, and starts the receiver.</summary>
    /// <param name="plan">How long to measure.</param>
    /// <param name="workload">What is sent.</param>
    /// <param name="mode">What the receiver does.</param>
    /// <param name="entries">Who takes part; they are disposed with this.</param>
    public WorkloadRun(Plan plan, Workload workload, ReceiverMode mode, IEnumerable<Entry> entries)
    {
        _plan = plan;
        _workload = workload;
        _entries = [.. entries];
        _files = new TestFiles(workload);

        // One sender and the receiver have a processor each; of two senders none can be left to the receiver.
        _pinned = _before is not null && workload.Threads == 1 && Environment.ProcessorCount > 1;
        _receiver = new ReceiverProcess(mode, _pinned ? 1 : null);
        if (_pinned)
        {
            _before!.Only(0).ApplyToProcess();
        }
    }

    /// <summary>Starts the contestants, and sees that each of them sends the right bytes.</summary>
    /// <exception cref="HarnessException">The files cannot be made cold.</exception>
    public void Start()
    {
        ForEach(0, entry => Verifier.Check(entry, _files));
        ForEach(0, entry => entry.Start(_files, _receiver.EndPoint));
    }

    /// <summary>Sends without measuring, and learns how many sends fill a turn.</summary>
    /// <param name="least">How long, at least; longer while the JIT still compiles.</param>
    public void WarmUp(TimeSpan least)
    {
        TimeSpan turnTime = _plan.TurnTime / LeadParts;
        long start = Stopwatch.GetTimestamp();
        long last = start;
        long compiled = 0;
        for (int round = 0; round == 0 || Stopwatch.GetElapsedTime(start) < least || Stopwatch.GetElapsedTime(last) < _plan.Quiet; round++)
        {
            ForEach(round, entry =>
            {
                entry.Sender.CleanUp();
                Turn turn = Run(entry, SendsIn(entry, turnTime));
                entry.BestMicroseconds = Math.Min(entry.BestMicroseconds, turn.WallMicroseconds / turn.Sends);
            });
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
            {
                compiled = now;
                last = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>Measures, and then times single sends.</summary>
    public WorkloadResult Measure()
    {
        ForEach(0, entry => entry.Sends = SendsIn(entry, _plan.TurnTime));
        long compiled = JitInfo.GetCompiledMethodCount();
        for (int round = 0; round < _plan.Rounds; round++)
        {
            ForEach(round, entry =>
            {
                entry.Sender.CleanUp();
                if (!_workload.IsCold)
                {
                    _ = Run(entry, Math.Max(1, entry.Sends / LeadParts));
                }

                entry.Turns.Add(Run(entry, entry.Sends));
            });
        }

        compiled = JitInfo.GetCompiledMethodCount() - compiled;
        for (int round = 0; round < _plan.LatencyRounds; round++)
        {
            ForEach(round, entry =>
            {
                entry.Sender.CleanUp();
                int sends = Math.Min(entry.Sends, MaxTimedSends);
                entry.Latencies.Add(entry.Sender.RunTimed(sends));
                _receiver.Drain(sends * _workload.BytesPerSend);
            });
        }

        return WorkloadResult.Of(_workload, _pinned, compiled, _entries);
    }

    public void Dispose()
    {
        Array.ForEach(_entries, static entry => entry.Dispose());
        _receiver.Dispose();
        _files.Dispose();
        _before?.ApplyToProcess();
    }

    private Turn Run(Entry entry, int sends)
    {
        Turn turn = entry.Sender.Run(sends);
        _receiver.Drain(sends * _workload.BytesPerSend);
        return turn;
    }

    // All have to forget: one mapping is enough to keep a page.
    private void Cool()
    {
        if (!_workload.IsCold)
        {
            return;
        }

        Array.ForEach(_entries, static entry => entry.Forget());
        if (!_files.TryDrop(out long stayed))
        {
            throw new HarnessException($"{stayed} pages of the files stayed in memory, so nothing is cold. Is {_files.Folder} on a disk?");
        }
    }

    private int SendsIn(Entry entry, TimeSpan time) =>
        _workload.IsCold
            ? Math.Min(_workload.SendsPerPass, entry.Sender.MaxSends)
            : (int)Math.Clamp(time.TotalMicroseconds / entry.BestMicroseconds, MinSends, Math.Min(MaxSends, entry.Sender.MaxSends));

    // Every contestant once. One that fails is told of, and the others go on.
    private void ForEach(int round, Action<Entry> action)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            Entry entry = _entries[TurnOrder.At(_entries.Length, round, i)];
            if (entry.Failure is not null)
            {
                continue;
            }

            // If that fails it is not the contestant's fault.
            Cool();
            try
            {
                action(entry);
            }
            catch (Exception failure)
            {
                entry.Fail((failure is AggregateException { InnerException: { } inner } ? inner : failure).Message);
                _receiver.Resume();
            }
        }
    }
}
