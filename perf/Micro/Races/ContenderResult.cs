namespace MappingCache.Micro.Races;

/// <summary>What was measured of one contender: every round as it was, and what it comes to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Threads">How many threads it ran on at once.</param>
/// <param name="OperationsPerTurn">Operations of each thread in a round.</param>
/// <param name="BytesPerOperation">Managed bytes allocated for one operation.</param>
/// <param name="Nanoseconds">For one operation of one thread.</param>
/// <param name="ToFloor">Its ratio to the floor, round by round.</param>
/// <param name="Rounds">Nanoseconds for one operation of one thread in each round, in order. Round i began with the i-th contender, counted round and round.</param>
internal sealed record ContenderResult(
    string Name, int Threads, int OperationsPerTurn, double BytesPerOperation, Spread Nanoseconds, Spread ToFloor, IReadOnlyList<double> Rounds)
{
    /// <summary>Sums up turns.</summary>
    public static ContenderResult Of(string name, int threads, int operationsPerTurn, Turn[] turns, Turn[] floor)
    {
        double[] rounds = Nanoseconds(turns);
        double bytes = turns.Sum(static turn => turn.AllocatedBytes) / ((double)operationsPerTurn * threads * turns.Length);
        return new ContenderResult(
            name, threads, operationsPerTurn, bytes, Spread.Of(rounds), Spread.OfRatios(rounds, Nanoseconds(floor)), rounds);
        static double[] Nanoseconds(Turn[] turns) => [.. turns.Select(static turn => turn.Nanoseconds)];
    }
}
