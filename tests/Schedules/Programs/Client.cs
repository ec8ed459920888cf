namespace MappingCache.Tests.Schedules;

/// <summary>
/// What one thread does to the cache, recorded. Every call is a place at which a schedule may have another thread go on.
/// It checks what it holds when it gets it, and again before it gives it back.
/// </summary>
internal sealed unsafe class Client<TSchedule>(World<TSchedule> world, int thread)
    where TSchedule : struct, ISchedulePoints
{
    // SAFETY (whole type): a slot's line is the engine's, and lives as long as it does.

    private readonly List<Lease> _leases = [];
    private readonly HashSet<int> _got = [];
    private readonly CacheEngine<TSchedule> _engine = world.Engine;

    /// <summary>Acquires a window and holds it. Waits while there is no slot, unless it is cancelled.</summary>
    public void Acquire(int window) => Acquire(window, mayWait: true);

    /// <summary>Acquires a window and holds it, if there is a slot for it. Not for programs that resize the cache: which slots are out of service, a history does not tell.</summary>
    public void TryAcquire(int window) => Acquire(window, mayWait: false);

    /// <summary>Holds a window lightly; if it is not to be had so, by a pin.</summary>
    public void AcquireLight(int window)
    {
        long called = Call();
        if (TryBegin(window, out DirectoryEntry entry) is var place && place != null)
        {
            Hold(called, window, _engine.SlotOf(entry), place);
        }
        else
        {
            Acquire(called, window, mayWait: true);
        }
    }

    /// <summary>Makes a pin of a light hold.</summary>
    public void Share(int window)
    {
        long called = Call();
        Lease lease = Take(window);
        Check(lease);
        if (lease.Place == null)
        {
            _leases.Add(lease);
        }
        else if (_engine.TryShare(lease.Place, out Slot* slot))
        {
            _leases.Add(new Lease(window, slot, place: null, lease.Version));
        }
        else
        {
            throw new InvalidOperationException("a slot with few pins took no more");
        }

        Record(called, OperationKind.Other);
    }

    /// <summary>Gives a window back, if it is held: its wait may have been cancelled.</summary>
    public void Release(int window)
    {
        if (!_leases.Exists(lease => lease.Window == window))
        {
            return;
        }

        Lease lease = Take(window);
        int slot = _engine.Slots.IndexOf(lease.Slot);
        if (world.Flaw == Flaw.ReleasesEarly)
        {
            GiveBack(lease, slot);
        }

        long called = Call();
        if (world.Flaw != Flaw.ReleasesEarly)
        {
            Check(lease);
            GiveBack(lease, slot);
        }

        Record(called, OperationKind.Release, window, slot);
    }

    /// <summary>Acquires a window and gives it back.</summary>
    public void Touch(int window)
    {
        Acquire(window);
        Release(window);
    }

    /// <summary>Gives a window back twice: misuse, which must show.</summary>
    public void ReleaseTwice(int window)
    {
        Lease lease = _leases.Find(held => held.Window == window)!;
        Release(window);
        _engine.Release(lease.Slot);
    }

    /// <summary>Gives the file other bytes.</summary>
    public void Change()
    {
        long called = Call();
        int version = world.Change();
        world.Recorder.Add(new Operation(thread, OperationKind.Change, called, world.Recorder.Event()) { Version = version });
    }

    public void Invalidate()
    {
        long called = Call();
        ThrowIf(world.Invalidate());
        Record(called, OperationKind.Invalidate);
    }

    /// <summary>Lets go of the file: its windows, and its descriptor.</summary>
    public void LetGoOfFile()
    {
        long called = Call();
        ThrowIf(world.LetGoOfFile());
        Record(called, OperationKind.Invalidate);
    }

    public void Trim(int windows)
    {
        long called = Call();
        _engine.Trim(windows, long.MaxValue);
        Record(called, OperationKind.Other);
    }

    public void Resize(int slots)
    {
        long called = Call();
        try
        {
            OsError error = _engine.Resize(slots, world.TokenOf(thread)).Error;
            ThrowIf(error.Kind == OsErrorKind.Closed ? OsError.None : error);
        }
        catch (OperationCanceledException)
        {
            // Another thread of the program has cancelled it; what is done stays done.
        }

        Record(called, OperationKind.Other);
    }

    public void CloseFile()
    {
        _ = Call();
        world.CloseFile();
    }

    public void Close()
    {
        long called = Call();
        _engine.Close();
        Record(called, OperationKind.Close);
    }

    /// <summary>Cancels what another thread waits for.</summary>
    public void Cancel(int other)
    {
        _ = Call();
        world.Cancel(other);
    }

    /// <summary>Waits until another thread has got a window.</summary>
    public void Await(int other, int window)
    {
        _ = Call();
        TSchedule.Sleeping(world.Clients[other], client => client._got.Contains(window), CancellationToken.None);
    }

    /// <summary>Waits until somebody waits for a slot.</summary>
    public void AwaitWaiter()
    {
        _ = Call();
        TSchedule.Sleeping(_engine.Supply.Waiters, static waiters => waiters.Count > 0, CancellationToken.None);
    }

    private long Call()
    {
        ScheduledThread.Current?.Stand(Places.Call);
        return world.Recorder.Event();
    }

    private void Acquire(int window, bool mayWait) => Acquire(Call(), window, mayWait);

    private void Acquire(long called, int window, bool mayWait)
    {
        // First as the product's hit does it.
        DirectoryEntry found = world.File.Directory.Read(window);
        Slot* hit = _engine.SlotOf(found);
        if (CacheEngine<TSchedule>.TryHit(found, hit))
        {
            _engine.Records.Mine->AddHit();
            Hold(called, window, hit, place: null);
            return;
        }

        try
        {
            OsError error = _engine.Acquire(world.File, window, mayWait, world.TokenOf(thread), out Slot* slot);
            switch (error.Kind)
            {
                case OsErrorKind.None:
                    Hold(called, window, slot, place: null);
                    break;
                case OsErrorKind.NoFreeSlot:
                    Record(called, OperationKind.Refuse);
                    break;
                case OsErrorKind.Closed:
                    Record(called, OperationKind.Deny, window);
                    break;
                case OsErrorKind.NoPages:
                    Record(called, OperationKind.Other);
                    break;
                default:
                    ThrowIf(error);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // Another thread of the program has cancelled it; nothing is held.
            Record(called, OperationKind.Other);
        }
    }

    private ulong* TryBegin(int window, out DirectoryEntry entry) => Support.LightPath.TryBegin(_engine, world.File, window, out entry);

    private void Hold(long called, int window, Slot* line, ulong* place)
    {
        int slot = _engine.Slots.IndexOf(line);
        int version = world.VersionIn(slot, window);
        _leases.Add(new Lease(window, line, place, version));
        _got.Add(window);
        world.Recorder.Add(new Operation(thread, OperationKind.Acquire, called, world.Recorder.Event()) { Window = window, Version = version, Slot = slot });
    }

    private void GiveBack(Lease lease, int slot)
    {
        if (lease.Place != null)
        {
            _engine.EndLight(lease.Place, _engine.AddressOf(slot));
        }
        else
        {
            _engine.Release(lease.Slot);
        }
    }

    private Lease Take(int window)
    {
        int index = _leases.FindIndex(lease => lease.Window == window);
        Lease lease = _leases[index];
        _leases.RemoveAt(index);
        return lease;
    }

    private void Check(Lease lease)
    {
        int version = world.VersionIn(_engine.Slots.IndexOf(lease.Slot), lease.Window);
        if (version != lease.Version)
        {
            throw new InvalidOperationException($"window {lease.Window} was held in version {lease.Version}, and now shows version {version}");
        }
    }

    private void Record(long called, OperationKind kind, int window = Operation.None, int slot = Operation.None) =>
        world.Recorder.Add(new Operation(thread, kind, called, world.Recorder.Event()) { Window = window, Slot = slot });

    private static void ThrowIf(OsError error)
    {
        if (error.IsError)
        {
            throw new InvalidOperationException($"the cache says {error}");
        }
    }
}
