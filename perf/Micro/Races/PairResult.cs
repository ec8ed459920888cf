namespace MappingCache.Micro.Races;

/// <summary>How many times as long one contender takes as another.</summary>
internal sealed record PairResult(string Over, string Under, Spread Ratio)
{
    /// <summary>Compares two of the results of a race.</summary>
    public static PairResult Of((string Over, string Under) pair, ContenderResult[] results)
    {
        return new PairResult(pair.Over, pair.Under, Spread.OfRatios(Rounds(pair.Over), Rounds(pair.Under)));
        IReadOnlyList<double> Rounds(string name) => results.First(result => result.Name == name).Rounds;
    }
}
