namespace MappingCache.Tests.Schedules;

/// <summary>
/// Who may hold what at once, over all windows. A slot shows one window for as long as anybody holds it, and a window
/// that is held is given to others by the same slot, until it is invalidated: from then on its slot is for nobody but
/// those who hold it. So never more windows are held than there are slots.
/// </summary>
/// <remarks>
/// A refusal (TryAcquire returns false) promises less than a moment at which every slot was in use, because the slots are
/// looked at one after the other. It promises that each of them was in use at some moment of the call: held, or on its
/// way to or from a window in somebody's operation; or that somebody waited already. So <see cref="HistoryCheck"/> makes
/// of it one look at each slot, which finds somebody who holds it; and no looks at all when an operation that may take
/// slots was under way meanwhile, since a history does not tell which slots it had its hands on.
/// </remarks>
internal sealed class HoldSpecification : ISpecification<HoldState>
{
    public HoldState Start => default;

    public bool TryDo(HoldState state, Operation operation, out HoldState next)
    {
        next = state;
        int slot = operation.Slot;
        switch (operation.Kind)
        {
            case OperationKind.Acquire:
                int held = state.SlotOf(operation.Window);
                if (held != slot && (held >= 0 || state.Holds(slot) > 0))
                {
                    return false;
                }

                next = state.Hold(slot, operation.Window);
                return true;
            case OperationKind.Release:
                if (state.Holds(slot) == 0 || state.Window(slot) != operation.Window)
                {
                    return false;
                }

                next = state.Release(slot);
                return true;
            case OperationKind.Refuse:
                return state.Holds(slot) > 0;
            case OperationKind.Invalidate:
                int gone = state.SlotOf(operation.Window);
                next = gone >= 0 ? state.Detach(gone) : state;
                return true;
            default:
                return true;
        }
    }
}
