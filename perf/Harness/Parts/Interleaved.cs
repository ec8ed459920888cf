using MappingCache.Micro.Races;

namespace MappingCache.Harness.Parts;

/// <summary>Rounds in which everybody has one turn.</summary>
internal static class Interleaved
{
    /// <summary>Runs them.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="contestants">Who.</param>
    /// <param name="turn">A turn: in which round, and whose.</param>
    public static void Run<T>(int rounds, IReadOnlyList<T> contestants, Action<int, T> turn)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                turn(round, contestants[TurnOrder.At(contestants.Count, round, i)]);
            }
        }
    }
}
