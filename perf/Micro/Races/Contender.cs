using MappingCache.Micro.Accesses;

namespace MappingCache.Micro.Races;

/// <summary>Who takes part in a race: a way to get at windows, and the walks of as many threads as take it at once.</summary>
/// <param name="name">What it is called in that race.</param>
/// <param name="access">The way.</param>
/// <param name="orders">The windows of each thread.</param>
internal sealed class Contender(string name, Access access, params IEnumerable<int[]> orders)
{
    public string Name => name;

    public Access Access => access;

    /// <summary>One for each thread.</summary>
    public IReadOnlyList<Walker> Walkers { get; } = [.. orders.Select(order => new Walker(access, order))];

    /// <summary>How many windows all of them have come by.</summary>
    public long Operations => Walkers.Sum(static walker => walker.Operations);
}
