namespace MappingCache.Tests.Schedules;

/// <summary>
/// Whether the operations of a history, which overlap, can be put in an order in which each came out as a specification
/// has it, and none comes before one that had returned before it was called.
/// </summary>
/// <remarks>
/// The search of Wing and Gong: of the operations that are called before any other has returned, each is tried as the
/// next. With Lowe's memory: the same operations done, with the same state left, need not be tried again.
/// </remarks>
internal static class Linearizability
{
    /// <summary>Most operations of a history: they are remembered as bits of a word.</summary>
    public const int MostOperations = 64;

    /// <summary>Looks for such an order.</summary>
    /// <returns>The order; null if there is none.</returns>
    public static IReadOnlyList<Operation>? Order<TState>(ISpecification<TState> specification, IEnumerable<Operation> history)
        where TState : struct, IEquatable<TState>
    {
        Operation[] operations = [.. history.OrderBy(static operation => operation.Called)];
        if (operations.Length > MostOperations)
        {
            throw new NotSupportedException($"A history of {operations.Length} operations is too long; {MostOperations} are remembered.");
        }

        Operation[] order = new Operation[operations.Length];
        return TryOrder(specification, operations, order, done: 0, specification.Start, []) ? order : null;
    }

    private static bool TryOrder<TState>(
        ISpecification<TState> specification, Operation[] operations, Operation[] order, ulong done, TState state, HashSet<(ulong, TState)> seen)
        where TState : struct, IEquatable<TState>
    {
        int count = int.CreateChecked(ulong.PopCount(done));
        if (count == operations.Length)
        {
            return true;
        }

        // By their calls: once one is called after another has returned, so are all behind it.
        long firstReturn = long.MaxValue;
        for (int i = 0; i < operations.Length && operations[i].Called < firstReturn; i++)
        {
            ulong bit = 1UL << i;
            if ((done & bit) != 0)
            {
                continue;
            }

            firstReturn = Math.Min(firstReturn, operations[i].Returned);
            order[count] = operations[i];
            if (specification.TryDo(state, operations[i], out TState next) && seen.Add((done | bit, next))
                && TryOrder(specification, operations, order, done | bit, next, seen))
            {
                return true;
            }
        }

        return false;
    }
}
