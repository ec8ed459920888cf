using System.Collections.Concurrent;
using System.Diagnostics;
using MappingCache.Tests.Support;

namespace MappingCache.Tests.Stress;

/// <summary>
/// Threads that acquire windows of many files on few slots, check every byte they are given, and release; then the
/// accounts are checked. It drives the engine itself, so that a broken twin of the protocol can be put in its place.
/// </summary>
internal sealed unsafe class StressRun<TSchedule> : IDisposable
    where TSchedule : struct, ISchedulePoints
{
    // More than the slots per thread, so that they run out; the first acquire of a round may wait, the rest only try.
    private const int MostHeld = 5;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly StressOptions _options;
    private readonly StressFiles _files;
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Stopwatch _clock = new();
    private readonly CacheEngine<TSchedule> _engine;
    private FileEntry[] _entries = [];
    private long _acquired;
    private long _refused;

    public StressRun(StressOptions options, StressFiles files)
    {
        _options = options;
        _files = files;
        CacheLayout layout = new(options.WindowSize, options.Slots, Math.Min(4, options.Slots), []);
        _engine = new CacheEngine<TSchedule>(WindowCacheFactory.Reserve(layout), layout, options.Eviction);
    }

    /// <summary>Runs, and says what went wrong: nothing, one hopes, unless something is broken on purpose.</summary>
    public StressResult Run()
    {
        _entries = [.. Enumerable.Range(0, _files.Count).Select(Open)];
        _clock.Start();
        Thread[] threads = [.. Enumerable.Range(0, _options.Threads).Select(Start)];
        TimeSpan patience = _options.Duration + s_grace;
        int stuck = threads.Count(thread => !thread.Join(Positive(patience - _clock.Elapsed)));
        if (stuck > 0)
        {
            _wrong.Enqueue($"{stuck} threads still wait {s_grace.TotalSeconds} s after the end: {Waiting()}");
            _giveUp.Cancel();
            Array.ForEach(threads, static thread => thread.Join());
        }

        CheckAccounts();
        CacheStatistics statistics = CacheStatistics.Of(_engine);
        Array.ForEach(_entries, _engine.Files.Release);
        CloseIfSound();
        return new StressResult([.. _wrong], statistics, _acquired, _clock.Elapsed);
    }

    public void Dispose() => _giveUp.Dispose();

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private FileEntry Open(int file)
    {
        OsError error = _engine.Files.Open(new FileName(_files.PathOf(file), Within: null), out FileEntry? entry);
        return entry ?? throw ErrorMessages.OnOpen(error, _files.PathOf(file));
    }

    private Thread Start(int number)
    {
        Thread thread = new(() => Work(new Random(HashCode.Combine(_options.Seed, number)))) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Work(Random random)
    {
        Span<StressPin> held = stackalloc StressPin[MostHeld];

        // What this thread acquires and does not hit, it maps. The first mapping of each slot is no remap.
        long mappings = _options.Remaps is { } remaps ? remaps + _options.Slots : long.MaxValue;
        long hitsBefore = _engine.Records.Mine->Hits;
        long acquired = 0;
        try
        {
            while (_clock.Elapsed < _options.Duration && (_wrong.IsEmpty || !_options.StopAtFirst) && acquired - (_engine.Records.Mine->Hits - hitsBefore) < mappings)
            {
                acquired += Round(random, held);
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

    /// <returns>How many windows were acquired.</returns>
    private int Round(Random random, Span<StressPin> held)
    {
        int count = 0;
        int wanted = random.Next(1, held.Length + 1);
        while (count < wanted && TryAcquire(random, mayWait: count == 0, out held[count]))
        {
            Check(held[count++]);
        }

        // What was acquired first is checked again after all that happened meanwhile, and released in any order.
        random.Shuffle(held[..count]);
        foreach (ref readonly StressPin pin in held[..count])
        {
            Check(pin);
            Release(pin, random);
        }

        return count;
    }

    private bool TryAcquire(Random random, bool mayWait, out StressPin pin)
    {
        // Skewed, so that there are hits as well as misses.
        int file = (int)(_files.Count * random.NextDouble() * random.NextDouble() * random.NextDouble());
        long window = random.Next(_files.LengthOf(file)) >> _engine.Layout.WindowShift;
        if (random.NextDouble() < _options.Light && TryAcquireLight(file, window, out pin))
        {
            return true;
        }

        OsError error = _engine.Acquire(_entries[file], window, mayWait, _giveUp.Token, out Slot* slot);
        pin = new StressPin(file, window, slot, place: null);
        if (error.Kind == OsErrorKind.NoFreeSlot)
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        if (error.IsError)
        {
            throw new InvalidOperationException($"acquire failed: {error}");
        }

        Interlocked.Increment(ref _acquired);
        return true;
    }

    private bool TryAcquireLight(int file, long window, out StressPin pin)
    {
        ulong* place = LightPath.TryBegin(_engine, _entries[file], window, out DirectoryEntry entry);
        pin = new StressPin(file, window, _engine.Slots[entry.Slot], place);
        if (place != null)
        {
            Interlocked.Increment(ref _acquired);
        }

        return place != null;
    }

    private void Check(in StressPin pin)
    {
        long offset = pin.Window << _engine.Layout.WindowShift;
        int length = (int)Math.Min(_engine.Layout.WindowSize, _files.LengthOf(pin.File) - offset);

        // SAFETY: the pin holds the slot's mapping; in a broken twin it may map something else of the run's files, or
        // past the end of one: see the first page only, which every window has.
        ReadOnlySpan<byte> bytes = new(_engine.AddressOf(pin.Slot), Math.Min(length, _options.Sound ? length : 1));
        if (!FileContent.Matches(bytes, pin.File, offset))
        {
            _wrong.Enqueue($"window {pin.Window} of file {pin.File} does not hold what the file does");
        }
    }

    private void Release(in StressPin pin, Random random)
    {
        if (pin.Place != null)
        {
            _engine.EndLight(pin.Place, _engine.AddressOf(pin.Slot));
            return;
        }

        bool misbehaves = _options.Client != StressClient.Correct && random.Next(2000) == 0;
        if (misbehaves && _options.Client == StressClient.UnpinsTooFew)
        {
            return;
        }

        _engine.Release(pin.Slot);
        if (misbehaves)
        {
            _engine.Release(pin.Slot);
        }
    }

    private void CheckAccounts()
    {
        CacheStatistics statistics = CacheStatistics.Of(_engine);
        if (statistics.Hits + statistics.Misses != _acquired)
        {
            _wrong.Enqueue($"{_acquired} windows were given out, but {statistics.Hits} hits and {statistics.Misses} misses counted");
        }

        if (statistics.Refusals != _refused)
        {
            _wrong.Enqueue($"{_refused} were refused, but {statistics.Refusals} refusals counted");
        }

        if (statistics.Misses - statistics.Evictions != statistics.ResidentWindows || statistics.SlotsInUse != 0)
        {
            _wrong.Enqueue($"what was mapped is neither resident nor evicted: {statistics}");
        }

        foreach (string finding in CacheAudit.Of(_engine).Concat(KernelAudit.Of(_engine)))
        {
            _wrong.Enqueue(finding);
        }
    }

    private string Waiting()
    {
        int evictable = 0;
        for (int index = 0; index < _engine.Slots.Count; index++)
        {
            SlotState state = _engine.Slots[index]->State;
            evictable += state.CanClaim(state.Generation) || state.Phase == SlotPhase.Free ? 1 : 0;
        }

        return $"{_engine.Supply.Waiters.Count} in the queue, {evictable} of {_engine.Slots.Count} slots could be had";
    }

    // A broken cache may never come to rest; its addresses are given back without it.
    private void CloseIfSound()
    {
        if (_wrong.IsEmpty)
        {
            _engine.Close();
        }
        else
        {
            _engine.Space.Dispose();
        }
    }
}
