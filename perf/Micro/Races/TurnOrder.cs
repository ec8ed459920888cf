namespace MappingCache.Micro.Races;

/// <summary>
/// Who takes which turn of a round. What somebody does depends on who was there just before: whether the processor's caches
/// have his code, and the socket's buffers. So not only another one begins each time: by E. J. Williams's design
/// (Experimental designs balanced for the estimation of residual effects of treatments, 1949) each follows each of the
/// others equally often, in as many rounds as there are of them, or twice as many if that is odd.
/// </summary>
internal static class TurnOrder
{
    /// <summary>Whose a turn is.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="round">Which round: 0 for the first.</param>
    /// <param name="turn">Which turn of it: 0 for the first.</param>
    public static int At(int count, int round, int turn)
    {
        // An odd number of them has every other pass from last to first.
        int place = int.IsOddInteger(count) && int.IsOddInteger(round / count) ? count - 1 - turn : turn;

        // 0, last, 1, last but one: all steps between neighbours differ.
        int first = int.IsEvenInteger(place) ? place / 2 : count - 1 - (place / 2);
        return (first + round) % count;
    }
}
