using MappingCache.Tests.Support;

namespace MappingCache.Tests.Schedules;

/// <summary>A cache over memory with one file, made for one run of some threads, and what must be so when they are done.</summary>
internal sealed class World<TSchedule> : IDisposable
    where TSchedule : struct, ISchedulePoints
{
    // Small, so that a run costs next to nothing: no page has to be filled.
    private const int WindowSize = 64;
    private const string Path = "file";
    private const long Seed = 1;

    private readonly MemoryAddressSpace _memory;
    private readonly MemoryFile.Facts _facts;
    private readonly Setting _setting;
    private readonly CancellationTokenSource[] _cancellations;
    private FileEntry? _file;
    private int _version;
    private int _failures;

    public World(Setting setting, int threads)
    {
        _setting = setting;
        CacheLayout layout = new(WindowSize, setting.Slots, setting.Slots, []) { MaxSlots = setting.Slots, LightReserve = 2 };
        _memory = new MemoryAddressSpace(layout);
        _facts = _memory.Add(Path, Seed, (long)setting.Windows * WindowSize);
        _failures = setting.FirstMapFails ? 1 : 0;
        ProbeAddressSpace probe = new(_memory) { BeforeMap = (_, _) => Interlocked.Exchange(ref _failures, 0) == 0 ? OsError.None : new OsError(OsErrorKind.NoPages) };
        Engine = new CacheEngine<TSchedule>(probe, layout, setting.Eviction);
        OsError error = Engine.Files.Open(new FileName(Path, Within: null), out _file);
        File = _file ?? throw new InvalidOperationException($"The file was not opened: {error}");
        _cancellations = [.. Enumerable.Range(0, threads).Select(_ => new CancellationTokenSource())];
        Clients = [.. Enumerable.Range(0, threads).Select(thread => new Client<TSchedule>(this, thread))];
    }

    public CacheEngine<TSchedule> Engine { get; }

    public Flaw Flaw => _setting.Flaw;

    public FileEntry File { get; }

    public Recorder Recorder { get; } = new();

    /// <summary>What the threads do it by, by their numbers.</summary>
    public IReadOnlyList<Client<TSchedule>> Clients { get; }

    public CancellationToken TokenOf(int thread) => _cancellations[thread].Token;

    public void Cancel(int thread) => _cancellations[thread].Cancel();

    /// <summary>Gives the file other bytes. One thread at a time.</summary>
    /// <returns>Their version.</returns>
    public int Change()
    {
        _facts.Rewrite(Seed + _version + 1);
        return ++_version;
    }

    public OsError Invalidate() => Flaw == Flaw.InvalidatesNothing ? OsError.None : Engine.Invalidate(Path);

    public OsError LetGoOfFile() => Engine.LetGoOf(Path, out _);

    /// <summary>Which version of a window a slot shows.</summary>
    /// <exception cref="InvalidOperationException">None.</exception>
    public unsafe int VersionIn(int slot, int window)
    {
        // SAFETY: the memory of the slots lives as long as this object, whoever holds them.
        ReadOnlySpan<byte> bytes = new(Engine.AddressOf(slot), WindowSize);
        for (int version = Volatile.Read(ref _version) + 1; version >= 0; version--)
        {
            if (FileContent.Matches(bytes, Seed + version, (long)window * WindowSize))
            {
                return version;
            }
        }

        throw new InvalidOperationException($"slot {slot} does not show window {window}, which somebody holds there");
    }

    /// <summary>Gives the file's handle back, which its windows survive.</summary>
    public void CloseFile()
    {
        if (Interlocked.Exchange(ref _file, null) is { } file)
        {
            Engine.Files.Release(file);
        }
    }

    /// <summary>Checks everything once all threads are done and nothing is held, and closes the cache.</summary>
    /// <returns>What is wrong, in words; null if nothing is.</returns>
    public string? Finish()
    {
        IReadOnlyList<Operation> history = Recorder.History;
        if (HistoryCheck.Of(history, _setting.Slots, _setting.Windows) is { } wrong)
        {
            return wrong;
        }

        // What a light window kept from being freed is left to the next one who looks; nobody comes any more.
        Engine.LetGoOfDetached();
        List<string> findings = [.. CacheAudit.Of(Engine), .. Accounts(history)];
        findings.AddRange(_memory.MappedSlots.Where(slot => !Engine.IsClosing && !IsReady(slot)).Select(static slot => $"slot {slot} maps the file, but no window is cached there"));
        if (findings.Count == 0)
        {
            // A broken cache may never come to rest.
            CloseFile();
            Engine.Close();
            findings.AddRange(CacheAudit.Of(Engine).Select(static finding => $"after closing: {finding}"));
            findings.AddRange(_memory.IsDisposed ? [] : ["the range was not given back"]);
        }

        return findings.Count == 0 ? null : string.Join("; ", findings);
    }

    public void Dispose() => Array.ForEach(_cancellations, static cancellation => cancellation.Dispose());

    // SAFETY: the index is of a slot that was mapped, so below the count of slots taken.
    private unsafe bool IsReady(int slot) => Engine.Slots[slot]->State.Phase == SlotPhase.Ready;

    private IEnumerable<string> Accounts(IReadOnlyList<Operation> history)
    {
        CacheStatistics statistics = CacheStatistics.Of(Engine);
        int acquired = history.Count(static operation => operation.Kind == OperationKind.Acquire);
        if (statistics.Hits + statistics.Misses != acquired)
        {
            yield return $"{acquired} windows were given out, but {statistics.Hits} hits and {statistics.Misses} misses counted";
        }

        if (statistics.Misses - statistics.Evictions - statistics.LetGo != statistics.ResidentWindows)
        {
            yield return $"{statistics.Misses} windows were mapped, and {statistics.Evictions + statistics.LetGo} given up, but {statistics.ResidentWindows} are resident";
        }

        int refused = history.Count(static operation => operation.Kind == OperationKind.Refuse);
        if (statistics.Refusals != refused)
        {
            yield return $"{refused} were refused, but {statistics.Refusals} refusals counted";
        }
    }
}
