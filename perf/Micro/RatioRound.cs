namespace MappingCache.Micro;

/// <summary>One round: both sides, one right after the other.</summary>
/// <param name="OursFirst">Whether the cache's turn was before the floor's.</param>
/// <param name="Ours">Nanoseconds per operation of the cache.</param>
/// <param name="Floor">Nanoseconds per operation of the floor.</param>
internal sealed record RatioRound(bool OursFirst, double Ours, double Floor)
{
    public double Ratio => Ours / Floor;
}
