using MappingCache.Tests.Support;

namespace MappingCache.Tests.Failures;

/// <summary>
/// A long history of one thread, the same every time, in which planned calls of the system fail. After each step, and at
/// the end, it says what is not as it should be: the failure is told to exactly the step that wanted that window, every
/// other step gives the right bytes, and nothing is lost.
/// </summary>
internal sealed unsafe class FailureRun<TSchedule> : IDisposable
    where TSchedule : struct, ISchedulePoints
{
    // SAFETY (whole type): slots are read while they are pinned.

    private const int Size = TestCache.WindowSize;
    private const int Steps = 160;
    private const int MostHeld = 2;
    private const int FewestSlots = 3;
    private const int MostSlots = 5;

    // Each file is read at windows of its own, so that an offset says of which it is.
    private const int WindowsOfEach = 6;

    // How long a step may spin before it is said to be stuck: a deadline, not a measure.
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(Seed: 20_26);
    private readonly MemoryAddressSpace _memory;
    private readonly ProbeAddressSpace _probe;
    private readonly CacheEngine<TSchedule> _engine;
    private readonly FailurePlan _plan;
    private readonly OsError _error;
    private readonly bool _invalidates;
    private readonly MemoryFile.Facts[] _facts;
    private readonly FileEntry[] _files;
    private readonly List<(int Slot, int File, long Window)> _held = [];
    private readonly List<string> _wrong = [];
    private readonly CancellationTokenSource _stuck = new();

    public FailureRun(FailingCall kind, int first, int count, OsError error, EvictionKind eviction, Func<IAddressSpace, IAddressSpace>? breaks = null, bool invalidates = true)
    {
        _invalidates = invalidates;
        CacheLayout layout = new(Size, SlotCount: 4, InitialSlots: 2, []) { MaxSlots = MostSlots };
        _memory = new MemoryAddressSpace(layout);
        _probe = new ProbeAddressSpace(_memory);
        _error = error;
        _plan = new FailurePlan(_probe, kind, first, count, error);
        _engine = new CacheEngine<TSchedule>(breaks?.Invoke(_probe) ?? _probe, layout, eviction);
        _facts =
        [
            _memory.Add("mapped", 1, 1 * WindowsOfEach * Size),
            _memory.Add("another", 2, 2 * WindowsOfEach * Size),
            _memory.Add("copied", 3, 3 * WindowsOfEach * Size, remote: true),
        ];
        _files = [.. ((string[])["mapped", "another", "copied"]).Select(Open)];
    }

    /// <summary>Calls of the planned kind that were made.</summary>
    public int Calls => _plan.Calls;

    /// <summary>Runs, and says what was wrong; empty if nothing was.</summary>
    public IReadOnlyList<string> Run()
    {
        _stuck.CancelAfter(s_deadline);
        try
        {
            for (int step = 0; step < Steps; step++)
            {
                Step(step);
            }

            _plan.End();
            _held.ForEach(held => _engine.Release(held.Slot));
            CheckRest();
        }
        catch (OperationCanceledException)
        {
            _wrong.Add("stuck: a step does not come back");
            _wrong.AddRange(CacheAudit.Of(_engine));
        }

        return _wrong;
    }

    public void Dispose() => _stuck.Dispose();

    private FileEntry Open(string name)
    {
        OsError error = _engine.Files.Open(new FileName(name, Within: null), out FileEntry? entry);
        return entry ?? throw ErrorMessages.OnOpen(error, name);
    }

    private void Step(int step)
    {
        int file = _random.Next(_files.Length);
        long window = (file * WindowsOfEach) + _random.Next(WindowsOfEach);
        int before = _plan.Failed.Count;
        OsError error = OsError.None;
        long wanted = window * Size;
        string did;
        switch (_random.Next(12))
        {
            case 0 when _held.Count < MostHeld:
                did = "hold";
                error = Acquire(file, window, isAsync: false, out int slot);
                if (!error.IsError)
                {
                    _held.Add((slot, file, window));
                }

                break;
            case 0 or 1 when _held.Count > 0:
                did = "release";
                _engine.Release(_held[0].Slot);
                _held.RemoveAt(0);
                break;
            case 2 when _invalidates:
                did = "invalidate";
                wanted = FailurePlan.Nowhere;
                _engine.DetachAll(_files[file]);
                break;
            case 3:
                did = "trim";
                wanted = FailurePlan.Nowhere;
                _ = _engine.Trim(windows: 1, long.MaxValue);
                break;
            case 4:
                did = "resize";
                wanted = FailurePlan.Nowhere;
                error = _engine.Resize(_random.Next(FewestSlots, MostSlots + 1), _stuck.Token).Error;
                break;
            default:
                bool isAsync = _random.Next(3) == 0;
                did = isAsync ? "acquire asynchronously" : "acquire";
                error = Acquire(file, window, isAsync, out int acquired);
                if (!error.IsError)
                {
                    _engine.Release(acquired);
                }

                break;
        }

        Judge(step, did, wanted, error, _plan.Failed.Skip(before).ToList());
        foreach ((int slot, int heldFile, long heldWindow) in _held)
        {
            Check(slot, heldFile, heldWindow, "held");
        }
    }

    private void Judge(int step, string did, long wanted, OsError error, List<long> failed)
    {
        bool concerns = failed.Contains(wanted);
        if (error.IsError && (!concerns || error != _error))
        {
            _wrong.Add($"step {step}: {did} at {wanted} failed ({error}), though the calls that failed were for {string.Join(", ", failed)}: told to a bystander");
        }
        else if (!error.IsError && concerns && wanted != FailurePlan.Nowhere)
        {
            _wrong.Add($"step {step}: {did} at {wanted} did not fail, though its call did: swallowed");
        }
    }

    private OsError Acquire(int file, long window, bool isAsync, out int slot)
    {
        OsError error;
        if (isAsync)
        {
            (error, slot) = _engine.AcquireAsync(_files[file], window, reads: null, _stuck.Token).AsTask().GetAwaiter().GetResult();
        }
        else
        {
            error = _engine.Acquire(_files[file], window, mayWait: false, _stuck.Token, out Slot* line);
            slot = error.IsError ? -1 : _engine.Slots.IndexOf(line);
        }

        if (!error.IsError)
        {
            Check(slot, file, window, "acquired");
        }

        return error;
    }

    private void Check(int slot, int file, long window, string how)
    {
        ReadOnlySpan<byte> bytes = new(_engine.AddressOf(slot), Size);
        if (!FileContent.Matches(bytes, _facts[file].Content, window * Size))
        {
            _wrong.Add($"window {window}, {how}, does not hold what the file does");
        }
    }

    // The failures are over: everything can be had, all slots at once, and all of it is given back.
    private void CheckRest()
    {
        for (int file = 0; file < _files.Length; file++)
        {
            for (long window = file * WindowsOfEach; window < (file + 1) * WindowsOfEach; window++)
            {
                Want(file, window, out int slot);
                Give(slot);
            }
        }

        List<int> all = [];
        for (int count = 0; count < _engine.SlotCount; count++)
        {
            Want(count / WindowsOfEach, count, out int slot);
            all.Add(slot);
        }

        all.ForEach(Give);
        _wrong.AddRange(CacheAudit.Of(_engine));
        Array.ForEach(_files, _engine.Files.Release);
        _engine.Close();
        if (!_memory.IsDisposed)
        {
            _wrong.Add("the range was not given back");
        }

        if (_facts.Any(static facts => facts.Open != 0))
        {
            _wrong.Add("a file stays open");
        }
    }

    private void Want(int file, long window, out int slot)
    {
        OsError error = Acquire(file, window, isAsync: false, out slot);
        if (error.IsError)
        {
            _wrong.Add($"window {window} cannot be had afterwards: {error}");
        }
    }

    private void Give(int slot)
    {
        if (slot >= 0)
        {
            _engine.Release(slot);
        }
    }
}
