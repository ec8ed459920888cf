using MappingCache.Micro.Accesses;

namespace MappingCache.Micro.Races;

/// <summary>One thread's walk through the windows, by one way to get at them. Goes on where it stopped. Used by one thread at a time.</summary>
/// <param name="access">The way.</param>
/// <param name="order">The windows in the order in which it comes by; again from the start at the end.</param>
internal sealed class Walker(Access access, int[] order)
{
    // Operations in one call: as in a program that does a little at a time. A loop that runs for seconds in one call is
    // compiled while it runs, with its variables on the stack, and is no measure of the code that is called.
    private const int Batch = 128;

    private int _at;

    /// <summary>How many windows it has come by.</summary>
    public long Operations { get; private set; }

    /// <summary>Where the addresses and lengths go.</summary>
    public long Sink { get; private set; }

    /// <summary>Comes by that many windows.</summary>
    public void Walk(int operations)
    {
        // In variables, written back once: the walkers of two threads may lie side by side.
        int at = _at;
        long sink = 0;
        for (int left = operations; left > 0;)
        {
            int end = at + Math.Min(Math.Min(left, Batch), order.Length - at);
            sink += access.Run(order, at, end);
            left -= end - at;
            at = end == order.Length ? 0 : end;
        }

        _at = at;
        Sink += sink;
        Operations += operations;
    }
}
