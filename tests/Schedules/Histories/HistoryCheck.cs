namespace MappingCache.Tests.Schedules;

/// <summary>Whether a history of a cache is one that its promises allow: each window by itself for what it shows, all together for who holds the slots.</summary>
internal static class HistoryCheck
{
    private static readonly ContentSpecification s_content = new();
    private static readonly HoldSpecification s_holds = new();

    /// <summary>Checks a history.</summary>
    /// <param name="history">All operations, of which every one has returned.</param>
    /// <param name="slots">How many slots the cache has.</param>
    /// <param name="windows">How many windows there are.</param>
    /// <returns>What is wrong, in words; null if nothing is.</returns>
    public static string? Of(IReadOnlyList<Operation> history, int slots, int windows)
    {
        for (int window = 0; window < windows; window++)
        {
            // Those of one window are in an order if those of all are, and the other way round: each is an object by itself.
            if (Linearizability.Order(s_content, history.Where(operation => operation.Window is Operation.None || operation.Window == window).SelectMany(ForContent)) is null)
            {
                return $"what window {window} shows is in no order:{Text(history)}";
            }
        }

        return Linearizability.Order(s_holds, history.SelectMany(operation => ForHolds(operation, history, slots, windows))) is null
            ? $"who holds the slots is in no order:{Text(history)}"
            : null;
    }

    private static IEnumerable<Operation> ForContent(Operation operation) => operation.Kind switch
    {
        OperationKind.Close => [operation, operation],
        OperationKind.Acquire or OperationKind.Deny or OperationKind.Change or OperationKind.Invalidate => [operation],
        _ => [],
    };

    private static IEnumerable<Operation> ForHolds(Operation operation, IReadOnlyList<Operation> history, int slots, int windows) => operation.Kind switch
    {
        OperationKind.Acquire or OperationKind.Release => [operation],

        // The windows go one after the other.
        OperationKind.Invalidate or OperationKind.Close =>
            Enumerable.Range(0, windows).Select(window => operation with { Kind = OperationKind.Invalidate, Window = window }),
        OperationKind.Refuse when !history.Any(other => other != operation && MayTakeSlots(other) && other.Overlaps(operation)) =>
            Enumerable.Range(0, slots).Select(slot => operation with { Slot = slot }),
        _ => [],
    };

    private static bool MayTakeSlots(Operation operation) => operation.Kind is not (OperationKind.Release or OperationKind.Change);

    private static string Text(IEnumerable<Operation> history) => string.Concat(history.OrderBy(static operation => operation.Called).Select(static operation => $"\n  {operation}"));
}
