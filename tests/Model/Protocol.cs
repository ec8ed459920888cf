namespace MappingCache.Model;

/// <summary>
/// The slot protocol as the product does it, a step at a time: each step looks at, or changes, one thing that is shared.
/// The methods have the names of the product's, and the words are the product's own (<see cref="SlotState"/>,
/// <see cref="DirectoryEntry"/>).
/// </summary>
/// <remarks>
/// A loop that swaps until it succeeds is one step: a run in which it fails first ends as one in which it comes later.
/// What is done under a lock is one step, since everything in it, but for one word, is touched under that lock alone.
/// Memory is as if there were no caches, but for the stores to a thread's record, which are on their way for as long as
/// they like, until the thread does a locked operation or a process-wide barrier visits it.
/// </remarks>
internal sealed partial class Protocol(Configuration configuration, Fault fault = Fault.None)
{
    private readonly bool[] _taken = new bool[(int)At.NextOperation + 1];
    private State _state;
    private int _me;

    /// <summary>The state after the last step.</summary>
    public ref State State => ref _state;

    /// <summary>What is explored.</summary>
    public Configuration Configuration => configuration;

    /// <summary>What the last step did that it must not; <see cref="Violation.None"/> if nothing.</summary>
    public Violation Violation { get; private set; }

    /// <summary>The same, in words.</summary>
    public string What { get; private set; } = "";

    private ref ThreadImage Me => ref _state.Threads[_me];

    private ref SlotImage SlotAt(int index) => ref _state.Slots[index];

    private Operation Operation => configuration.OperationOf(_me, Me.Operation);

    private int Window => Operation.Argument;

    private ref DirectoryEntry MyEntry => ref _state.Entries[Window];

    /// <summary>The steps that were done so far.</summary>
    public IEnumerable<At> TakenSteps => Enum.GetValues<At>().Where(at => _taken[(int)at]);

    /// <summary>Those that there are, without what only seeded faults do.</summary>
    public static IEnumerable<At> AllSteps => Enum.GetValues<At>().Except(
    [
        At.End, At.FirstInner, At.PinBlindly, At.LateOwner, At.EarlyWake, At.CountEarly, At.ReleasedOnce,
        At.RestoreCountEarly, At.LateEpoch, At.LeaseWatch, At.EarlyVacate, At.LateUnmap, At.LateInUse, At.DetachEarlyClear,
    ]);

    /// <summary>Where everything begins.</summary>
    public void Begin()
    {
        _state = default;
        _state.Count = (byte)configuration.Taken;
        _state.Limit = (byte)configuration.Limit;
        _state.InService = (byte)(configuration.Limit - configuration.Retired);
        for (int index = 0; index < configuration.Taken; index++)
        {
            ref SlotImage slot = ref SlotAt(index);
            if (index < configuration.Preload)
            {
                slot.Word = Counted(default(SlotState).BeginMap().MapDone().Unpin());
                slot.Owner = slot.Maps = (byte)(index + 1);
                DirectoryEntry entry = new(index, slot.Word.Generation);
                _state.Entries[index] = configuration.IsAdmitted ? entry.WithLight : entry;
            }
            else if (index >= configuration.Taken - configuration.Retired)
            {
                slot.Word = slot.Word.Retire();
                slot.List = SlotList.Retired;
            }
            else
            {
                slot.List = SlotList.Free;
            }
        }

        _state.IsLeased = _state.IsLeaseHeld = _state.HasAnswer = configuration.HasLease && !configuration.IsUnleased;
        _state.InUse = configuration.IsAdmitted;
        _state.Records = configuration.IsAdmitted ? configuration.LightThreads : (byte)0;
        for (_me = 0; _me < configuration.Threads; _me++)
        {
            Me.IsAdmitted = Me.HasKey = (_state.Records & (1 << _me)) != 0;
            Me.At = FirstStep();
            Settle();
        }

        _me = 0;
    }

    /// <summary>Whether something may happen on a thread now.</summary>
    public bool CanMove(in State from, int thread, Move move)
    {
        ref readonly ThreadImage it = ref from.Threads[thread];
        return move switch
        {
            Move.Arrival => it.Buffered > 0,
            Move.Refusal => it.At switch
            {
                At.Map => configuration.MapFails,
                At.Unmap => configuration.UnmapFails,
                At.LeaseMayAsk => from.IsLeaseLost,
                _ => false,
            },
            Move.Cancellation => configuration.MayCancel(thread) &&
                (it.At == At.Sleep || (it.At == At.FollowParked && configuration.OperationOf(thread, it.Operation).Kind is 'A' or 'L')),
            _ => it.At switch
            {
                At.End => false,
                At.Sleep => it.Outcome != (byte)Waiter.Outcome.Waiting,
                At.FollowParked => (from.Slots[it.Slot].Parked & (1 << thread)) == 0,
                At.TakeTurn => from.Turn == 0,
                At.UnbarKey => from.Unbarring == 0,
                At.WriteWait => !from.IsLeased || configuration.OperationOf(thread, it.Operation).Kind == 'N',
                At.Share => from.Slots[it.FirstHold.Slot].Word.Phase != SlotPhase.Dying,
                _ => true,
            },
        };
    }

    /// <summary>Whether a thread's next step comes only when its caller likes: the end of a hold.</summary>
    public static bool IsUsers(At at) => at is At.Release or At.EndLight or At.Share or At.CountEarly;

    /// <summary>Lets something happen that may happen.</summary>
    public void Step(in State from, int thread, Move move)
    {
        _state = from;
        _me = thread;
        Violation = Violation.None;
        if (move == Move.Arrival)
        {
            Arrive(thread);
            return;
        }

        _taken[(int)Me.At] = true;
        switch (move)
        {
            case Move.Cancellation:
                Cancel();
                break;
            case Move.Refusal when Me.At == At.LeaseMayAsk:
                LeaseNotYet();
                break;
            case Move.Refusal when Me.At == At.Map:
                MapRefused();
                break;
            case Move.Refusal:
                UnmapRefused();
                break;
            default:
                Dispatch(Me.At);
                break;
        }

        Settle();
    }

    private void Settle()
    {
        while (Me.At > At.FirstInner || IsSettled(Me.At))
        {
            _taken[(int)Me.At] = true;
            Dispatch(Me.At);
        }
    }

    // What can never change any more may as well be read with the step before.
    private bool IsSettled(At at) => at switch
    {
        At.ForbidInUse or At.BarrierInUse or At.HoldInUse or At.SparesWanted => _state.InUse || configuration.LightThreads == 0,
        At.HoldRecords => _state.Records == configuration.LightThreads,
        At.BeginMiss or At.LookClosed or At.UnmapLook or At.UnreserveLook or At.ResizeLook => _state.IsClosed || !configuration.Closes,
        At.TakeSpare or At.EvictSpare or At.SparesPop => !configuration.HasSpares,
        At.ClockSlots => _state.Count == configuration.Slots,
        At.LookMore => Me.Look < _state.Count || _state.Count == configuration.Slots,
        At.ReadVersion => !configuration.Changes,
        At.LeaseBeginMap => !HasLease,
        At.PoisonLook or At.LightFaults => !configuration.HasFaults,
        _ => false,
    };

    private void Found(Violation violation, string what)
    {
        if (Violation == Violation.None)
        {
            (Violation, What) = (violation, what);
        }
    }

    private bool Has(Fault seeded) => fault == seeded;

    // Runs a routine, and then what comes after it.
    private void Call(At routine, At then)
    {
        ref ThreadImage me = ref Me;
        if (me.Returns >> 56 != 0)
        {
            throw new InvalidOperationException("There is no room to return to so many routines.");
        }

        me.Returns = (me.Returns << 8) | (byte)then;
        me.At = routine;
    }

    // A seeded fault leaves the routine out.
    private void CallUnless(bool skips, At routine, At then)
    {
        if (skips)
        {
            Me.At = then;
        }
        else
        {
            Call(routine, then);
        }
    }

    private void Return()
    {
        ref ThreadImage me = ref Me;
        me.At = (At)(byte)me.Returns;
        me.Returns >>= 8;
    }

    private void Return(bool result)
    {
        Me.Result = result;
        Return();
    }

    // A configuration that does not count uses has none.
    private SlotState Counted(SlotState word) => configuration.CountsUses ? word : word.Unused();

    private At FirstStep() => Operation.Kind switch
    {
        'A' or 'Y' => At.Acquire,
        'L' or 'T' => At.LightRead,
        'R' when Me.FirstHold.Kind == HoldKind.Light => At.EndLight,
        'R' => Has(Fault.CountReadBeforeUnpin) ? At.CountEarly : At.Release,
        'P' => At.Share,
        'I' => At.Invalidate,
        'V' => At.Refresh,
        'S' or 'G' => At.TakeTurn,
        'D' => At.Trim,
        'U' => At.LetGoLook,
        'F' => At.ForgetUseLook,
        'B' => At.BehindRead,
        'X' => At.CloseFlag,
        'W' or 'N' => At.WriteOpen,
        'E' => Has(Fault.CountedAfterZeros) ? At.FaultZeros : At.FaultCount,
        _ => At.End,
    };

    // The operation is over: nothing of its locals is kept.
    private void NextOperation()
    {
        ForgetLocals();
        do
        {
            Me.Operation++;
        }
        while (IsInVain(Operation.Kind));

        Me.At = FirstStep();
    }

    private void ForgetLocals()
    {
        ThreadImage old = Me;
        ref ThreadImage me = ref Me;
        me = default;
        (me.Record, me.Buffer, me.Buffered, me.FirstPlace, me.SecondPlace) = (old.Record, old.Buffer, old.Buffered, old.FirstPlace, old.SecondPlace);
        (me.FirstHold, me.SecondHold, me.IsAdmitted, me.HasKey, me.Operation) = (old.FirstHold, old.SecondHold, old.IsAdmitted, old.HasKey, old.Operation);
    }

    private bool IsInVain(char kind) => kind switch
    {
        'R' or 'E' => Me.FirstHold.Kind == HoldKind.None,
        'P' => Me.FirstHold.Kind != HoldKind.Light,
        _ => false,
    };

    // The caller has its window. Where it is counted, the thread finds its record (ThreadRecords.Mine).
    private void Acquired()
    {
        Me.HasKey |= Me.IsAdmitted;
        Hold(HoldKind.Pin);
    }

    // The caller has none.
    private void Failed() => NextOperation();

    private void Hold(HoldKind kind)
    {
        ref ThreadImage me = ref Me;
        ref SlotImage slot = ref SlotAt(me.Slot);
        if (slot.Maps != Window + 1)
        {
            Found(Violation.WrongWindow, $"thread {_me} got window {Window} on a slot that maps something else");
        }
        else if (slot.MapsVersion < me.Wanted)
        {
            Found(Violation.StaleWindow, $"thread {_me} got window {Window} as it was before a change that was known");
        }

        if ((me.Zeros & (1 << me.Slot)) != 0)
        {
            Found(Violation.PoisonGivenOut, $"thread {_me} got window {Window} with zeros that were there before it asked");
        }

        HoldImage hold = new()
        {
            Kind = kind,
            Slot = me.Slot,
            Generation = (byte)slot.Word.Generation,
            Window = (byte)(Window + 1),
            Version = slot.MapsVersion,
            Place = kind == HoldKind.Light ? (byte)(me.Name - 1) : (byte)0,
        };
        if (me.FirstHold.Kind == HoldKind.None)
        {
            me.FirstHold = hold;
        }
        else
        {
            me.SecondHold = hold;
        }

        NextOperation();
    }

    // The caller gives back what it has had longest.
    private HoldImage TakeHold()
    {
        ref ThreadImage me = ref Me;
        HoldImage hold = me.FirstHold;
        (me.FirstHold, me.SecondHold) = (me.SecondHold, default);
        return hold;
    }
}
