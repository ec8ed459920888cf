namespace MappingCache.Micro.Races;

/// <summary>
/// Who takes which turn of a round. What somebody does depends on who was there just before: whether the processor's caches
/// have his code, and the socket's buffers. So not only another one begins each time: by E. J. Williams's design
/// (Experimental designs balanced for the estimation of residual effects of treatments, 1949) each follows each of the
/// others equally often in as many rounds as there are of them, or twice as many if that is odd, and in fewer rounds as
/// nearly so as they allow.
/// </summary>
internal static class TurnOrder
{
    /// <summary>Whose a turn is.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="round">Which round: 0 for the first.</param>
    /// <param name="turn">Which turn of it: 0 for the first.</param>
    public static int At(int count, int round, int turn)
    {
        // An odd number of them has every other round from last to first.
        bool isOdd = int.IsOddInteger(count);
        int place = isOdd && int.IsOddInteger(round) ? count - 1 - turn : turn;

        // 0, last, 1, last but one: if their number is even all steps between neighbours differ, else of both directions.
        int first = int.IsEvenInteger(place) ? place / 2 : count - 1 - (place / 2);
        return (first + (isOdd ? round / 2 : round)) % count;
    }
}
