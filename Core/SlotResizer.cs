namespace MappingCache;

/// <summary>
/// Changes how many slots are in service. Growing takes place at once. Shrinking first gives up slots that were never
/// taken; for the rest it is a taker of slots like any other, in the same queue, whose slots become Retired.
/// </summary>
/// <remarks>
/// One resize at a time. Slots in service are those that may be taken less those that are retired; what a resize has
/// done when it is cancelled or fails is not undone.
/// </remarks>
#pragma warning disable CA1001 // A semaphore that nobody asks for its wait handle has nothing to dispose.
internal sealed class SlotResizer<TSchedule>
#pragma warning restore CA1001
    where TSchedule : struct, ISchedulePoints
{
    private readonly IAddressSpace _space;
    private readonly SlotTable _slots;
    private readonly SlotSupply<TSchedule> _supply;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Stack<int> _retired = [];
    private int _slotCount;

    public SlotResizer(IAddressSpace space, SlotTable slots, SlotSupply<TSchedule> supply)
    {
        _space = space;
        _slots = slots;
        _supply = supply;
        _slotCount = slots.Limit;
    }

    /// <summary>Slots in service now. Written by the resize whose turn it is, read by anybody.</summary>
    public int SlotCount => Volatile.Read(ref _slotCount);

    /// <summary>The slots that are retired. Only while nobody resizes.</summary>
    public IReadOnlyCollection<int> Retired => _retired;

    /// <summary>Brings the slots in service to a count, waiting in turn for slots that are pinned.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what is retired stays so.</exception>
    public ResizeOutcome Resize(int slots, CancellationToken cancellationToken)
    {
        TSchedule.Sleeping(_turn, static turn => turn.CurrentCount > 0, cancellationToken);
        _turn.Wait(cancellationToken);
        try
        {
            ResizeOutcome outcome = ChangeAtOnce(slots);
            while (!outcome.Error.IsError && SlotCount > slots)
            {
                Waiter.Outcome taken = _supply.Take(file: null, window: 0, cancellationToken, out int index);
                outcome = new ResizeOutcome(Retire(taken, index));
            }

            return outcome;
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Does as <see cref="Resize"/>, without holding up a thread while it waits.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what is retired stays so.</exception>
    public async ValueTask<ResizeOutcome> ResizeAsync(int slots, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ResizeOutcome outcome = ChangeAtOnce(slots);
            while (!outcome.Error.IsError && SlotCount > slots)
            {
                (Waiter.Outcome taken, int index) = await _supply.TakeAsync(file: null, window: 0, cancellationToken).ConfigureAwait(false);
                outcome = new ResizeOutcome(Retire(taken, index));
            }

            return outcome;
        }
        finally
        {
            EndTurn();
        }
    }

    // All that needs no slot to be given up.
    private ResizeOutcome ChangeAtOnce(int slots)
    {
        if (_supply.IsClosed)
        {
            return new ResizeOutcome(new OsError(OsErrorKind.Closed));
        }

        if (slots <= SlotCount)
        {
            SetSlotCount(SlotCount - _slots.Lower(SlotCount - slots));
            return default;
        }

        if (!_space.TryAllow(slots, out string refusal))
        {
            return new ResizeOutcome(new OsError(OsErrorKind.OutOfMemory), refusal);
        }

        while (SlotCount < slots && _retired.TryPop(out int index))
        {
            SetSlotCount(SlotCount + 1);
            _supply.Return(index);
        }

        int more = slots - SlotCount;
        SetSlotCount(slots);
        _slots.Raise(more);
        _supply.ServeFromGrowth();
        return default;
    }

    private OsError Retire(Waiter.Outcome taken, int index)
    {
        if (taken != Waiter.Outcome.Granted)
        {
            return new OsError(OsErrorKind.Closed);
        }

        OsError error = _supply.TryUnmap(index);
        if (error.IsError)
        {
            _supply.Return(index);
            return error;
        }

        // SAFETY: the slot was granted to this resize by the supply, and belongs to nobody else.
        unsafe
        {
            _slots[index]->Retire();
        }

        _retired.Push(index);
        SetSlotCount(SlotCount - 1);
        return OsError.None;
    }

    // The areas of slots that are out of service are anybody's again.
    private void EndTurn()
    {
        _ = _space.TryAllow(SlotCount, out _);
        _turn.Release();
    }

    private void SetSlotCount(int slots) => Volatile.Write(ref _slotCount, slots);
}
