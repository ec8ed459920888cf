using System.Collections.Concurrent;
using System.Diagnostics;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Stress;

/// <summary>
/// Threads that acquire, check and release windows, while others resize, trim, invalidate and maintain the cache; then
/// the accounts are checked, and what the kernel has mapped.
/// </summary>
internal sealed unsafe class ChangeRun<TSchedule> : IDisposable
    where TSchedule : struct, ISchedulePoints
{
    private const int Readers = 4;
    private const int MaxSlots = 12;

    // Fewer than files, so that they are opened again all the time.
    private const int MaxDescriptors = 4;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly StressOptions _options;
    private readonly StressFiles _files;
    private readonly ChangeStep[] _changes;
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Stopwatch _clock = new();
    private readonly CacheEngine<TSchedule> _engine;
    private readonly int[] _steps = new int[Enum.GetValues<ChangeStep>().Length];
    private FileEntry[] _entries = [];
    private long _acquired;

    public ChangeRun(StressOptions options, StressFiles files, params ChangeStep[] changes)
    {
        _changes = changes;
        _options = options;
        _files = files;
        CacheLayout layout = new(options.WindowSize, options.Slots, 1, [])
        {
            MaxSlots = MaxSlots,
            MaxDescriptors = MaxDescriptors,
            MaxMappedBytes = MaxSlots * options.WindowSize / 2,
        };
        MaintenanceSettings maintenance = new() { Time = _time, IdleTimeout = TimeSpan.FromSeconds(1) };
        _engine = new CacheEngine<TSchedule>(WindowCacheFactory.Reserve(layout), layout, options.Eviction, maintenance);
    }

    /// <summary>How often each step was taken.</summary>
    public IReadOnlyList<int> Steps => _steps;

    /// <summary>Runs, and says what went wrong.</summary>
    public StressResult Run()
    {
        _entries = [.. Enumerable.Range(0, _files.Count).Select(Open)];
        _clock.Start();
        Thread[] threads =
        [
            .. Enumerable.Range(0, Readers).Select(number => Start(number, Read)),
            .. _changes.Select(step => Start(Readers + (int)step, random => Change(step, random))),
        ];
        JoinAll(threads);
        CheckAccounts();
        CacheStatistics statistics = CacheStatistics.Of(_engine);
        Array.ForEach(_entries, _engine.Files.Release);
        if (_wrong.IsEmpty)
        {
            _engine.Close();
        }
        else
        {
            // It may never come to rest; its addresses are given back without it.
            _engine.Space.Dispose();
        }

        return new StressResult([.. _wrong], statistics, _acquired, _clock.Elapsed);
    }

    public void Dispose() => _giveUp.Dispose();

    private bool IsOver =>
        _clock.Elapsed >= _options.Duration && (Volatile.Read(ref _acquired) >= _options.Least || _clock.Elapsed >= s_longest);

    private FileEntry Open(int file)
    {
        OsError error = _engine.Files.Open(new FileName(_files.PathOf(file), Within: null), out FileEntry? entry);
        return entry ?? throw ErrorMessages.OnOpen(error, _files.PathOf(file));
    }

    private Thread Start(int number, Action<Random> round)
    {
        Thread thread = new(() => Work(round, new Random(HashCode.Combine(_options.Seed, number)))) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void JoinAll(Thread[] threads)
    {
        TimeSpan patience = (_options.Least > 0 ? s_longest : _options.Duration) + s_grace;
        int stuck = threads.Count(thread => !thread.Join(patience > _clock.Elapsed ? patience - _clock.Elapsed : TimeSpan.Zero));
        if (stuck > 0)
        {
            _wrong.Enqueue($"{stuck} threads are still at it {s_grace.TotalSeconds} s after the end");
            _giveUp.Cancel();
            Array.ForEach(threads, static thread => thread.Join());
        }
    }

    private void Work(Action<Random> round, Random random)
    {
        try
        {
            while (!IsOver && _wrong.IsEmpty)
            {
                round(random);
            }
        }
        catch (OperationCanceledException)
        {
            // The run has given up on this thread, and has said so.
        }
        catch (Exception thrown)
        {
            _wrong.Enqueue(thrown.ToString());
        }
    }

    private void Read(Random random)
    {
        int file = random.Next(_files.Count);
        long window = random.Next(_files.LengthOf(file)) >> _engine.Layout.WindowShift;
        DirectoryEntry entry = default;
        ulong* place = random.NextDouble() < _options.Light ? LightPath.TryBegin(_engine, _entries[file], window, out entry) : null;
        Slot* slot = place != null ? _engine.Slots[entry.Slot] : Acquire(file, window);
        Interlocked.Increment(ref _acquired);
        Check(file, window, slot);
        Thread.SpinWait(random.Next(200));
        Check(file, window, slot);
        if (place != null)
        {
            _engine.EndLight(place, _engine.AddressOf(slot));
        }
        else
        {
            _engine.Release(slot);
        }
    }

    private Slot* Acquire(int file, long window)
    {
        OsError error = _engine.Acquire(_entries[file], window, mayWait: true, _giveUp.Token, out Slot* slot);
        return error.IsError ? throw new InvalidOperationException($"acquire failed: {error}") : slot;
    }

    private void Check(int file, long window, Slot* slot)
    {
        long offset = window << _engine.Layout.WindowShift;
        int length = (int)Math.Min(_engine.Layout.WindowSize, _files.LengthOf(file) - offset);

        // SAFETY: the pin holds the slot's mapping. Where that is broken on purpose, only accounts are checked.
        if (_options.Sound && !FileContent.Matches(new ReadOnlySpan<byte>(_engine.AddressOf(slot), length), file, offset))
        {
            _wrong.Enqueue($"window {window} of file {file} does not hold what the file does");
        }
    }

    private void Change(ChangeStep step, Random random)
    {
        // Most of the time belongs to the readers: without windows there is nothing to change.
        Thread.Yield();
        Thread.SpinWait(random.Next(20_000));
        _steps[(int)step]++;
        switch (step)
        {
            case ChangeStep.Resize:
                _engine.Resize(random.Next(1, MaxSlots + 1), _giveUp.Token);
                break;
            case ChangeStep.Trim:
                _engine.Trim(random.Next(MaxSlots), long.MaxValue);
                break;
            case ChangeStep.Invalidate:
                _engine.DetachAll(_entries[random.Next(_entries.Length)]);
                break;
            case ChangeStep.SweepIdle:
                _time.Advance(TimeSpan.FromSeconds(0.25));
                break;
            default:
                _engine.Maintenance.LetGoOfSurplus();
                break;
        }
    }

    private void CheckAccounts()
    {
        // What a light window kept from being freed is left to the next one who looks; nobody comes any more.
        _engine.LetGoOfDetached();
        CacheStatistics statistics = CacheStatistics.Of(_engine);
        if (statistics.Hits + statistics.Misses != _acquired)
        {
            _wrong.Enqueue($"{_acquired} windows were given out, but {statistics.Hits} hits and {statistics.Misses} misses counted");
        }

        if (statistics.Misses - statistics.Evictions - statistics.LetGo != statistics.ResidentWindows)
        {
            _wrong.Enqueue($"what was mapped is neither resident nor given up: {statistics}");
        }

        foreach (string finding in CacheAudit.Of(_engine).Concat(KernelAudit.Of(_engine)))
        {
            _wrong.Enqueue(finding);
        }
    }
}
