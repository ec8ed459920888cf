namespace MappingCache.HitRatio;

/// <summary>
/// Requests in the order in which they were made, each for a key from 0 to <see cref="Span"/> - 1. The keys are those of
/// the trace, moved closer together; their order, and which of them follow one another, are as they were.
/// </summary>
/// <remarks>
/// A cache sees that windows follow one another, and may treat them differently, so that must neither be lost nor come
/// about by the numbering. It looks no further back than two windows: keys that are further apart are as if they were
/// three apart. Keys that are no addresses are always three apart.
/// </remarks>
internal sealed class Trace
{
    private const int Apart = 3;

    private Trace(string name, int[] requests, int distinct, int span)
    {
        Name = name;
        Requests = requests;
        Distinct = distinct;
        Span = span;
    }

    public string Name { get; }

    public int[] Requests { get; }

    /// <summary>How many different keys are asked for.</summary>
    public int Distinct { get; }

    /// <summary>More than any key.</summary>
    public int Span { get; }

    /// <summary>Makes a trace.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="keys">The requests, at least one.</param>
    /// <param name="areAddresses">Whether keys may follow one another.</param>
    public static Trace Of(string name, IReadOnlyList<long> keys, bool areAddresses)
    {
        if (keys.Count == 0)
        {
            throw new TraceException($"{name} holds no request. A trace has one at least.");
        }

        long[] sorted = [.. keys.Distinct()];
        if (sorted.Length > int.MaxValue / Apart)
        {
            throw new TraceException($"{name} asks for {sorted.Length:N0} different keys; this program keeps track of {int.MaxValue / Apart:N0}. Fold them with --window, or take a part of the trace.");
        }

        Array.Sort(sorted);
        Dictionary<long, int> numbers = new(sorted.Length) { [sorted[0]] = 0 };
        int last = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            // Unsigned, since the difference of two keys may be more than a signed number holds.
            ulong gap = (ulong)sorted[i] - (ulong)sorted[i - 1];
            last += areAddresses ? (int)Math.Min(gap, Apart) : Apart;
            numbers.Add(sorted[i], last);
        }

        return new Trace(name, [.. keys.Select(key => numbers[key])], sorted.Length, last + 1);
    }
}
