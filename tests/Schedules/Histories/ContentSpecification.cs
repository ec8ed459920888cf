namespace MappingCache.Tests.Schedules;

/// <summary>
/// What one window shows. Versions never go back: what is mapped stays until it is given up or invalidated, and what is
/// mapped anew is of the version that the file has then. After Invalidate nobody gets an older version than the file
/// had at that moment; so an Acquire that began after Invalidate returned shows what was written before it was called.
/// </summary>
/// <remarks>
/// The end of a cache is two moments, between which a window that is still mapped may be had while another is refused:
/// <see cref="HistoryCheck"/> makes two operations of it. From the second on none is given.
/// </remarks>
internal sealed class ContentSpecification : ISpecification<ContentState>
{
    public ContentState Start => default;

    public bool TryDo(ContentState state, Operation operation, out ContentState next)
    {
        next = state;
        switch (operation.Kind)
        {
            case OperationKind.Acquire:
                next = state with { Oldest = operation.Version };
                return operation.Version >= state.Oldest && operation.Version <= state.Current && !state.IsClosed;
            case OperationKind.Deny:
                return state.IsClosing;
            case OperationKind.Change:
                next = state with { Current = operation.Version };
                return true;
            case OperationKind.Invalidate:
                next = state with { Oldest = state.Current };
                return true;
            case OperationKind.Close:
                next = state with { IsClosing = true, IsClosed = state.IsClosing };
                return true;
            default:
                return true;
        }
    }
}
