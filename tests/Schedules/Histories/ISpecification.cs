namespace MappingCache.Tests.Schedules;

/// <summary>What an object does when its operations are done one after the other, each in a moment.</summary>
/// <typeparam name="TState">All that the operations before have left behind.</typeparam>
internal interface ISpecification<TState>
    where TState : struct, IEquatable<TState>
{
    TState Start { get; }

    /// <summary>Does an operation.</summary>
    /// <returns>Whether it may come out as it did, in that state.</returns>
    bool TryDo(TState state, Operation operation, out TState next);
}
