namespace MappingCache.Tests.Schedules;

/// <summary>The plainest LRU, for requests of which each is over before the next.</summary>
/// <param name="slots">How many windows it keeps.</param>
/// <param name="isFifo">A twin that is broken on purpose: a hit leaves the order as it is.</param>
internal sealed class PlainLru(int slots, bool isFifo = false)
{
    private readonly Dictionary<int, LinkedListNode<int>> _mapped = [];
    private readonly LinkedList<int> _order = [];

    /// <summary>Asks for a window.</summary>
    /// <returns>Whether it was there, and which was evicted for it.</returns>
    public (bool IsHit, int? Victim) Request(int window)
    {
        int? victim = null;
        if (_mapped.TryGetValue(window, out LinkedListNode<int>? node))
        {
            if (!isFifo)
            {
                _order.Remove(node);
                _order.AddLast(node);
            }

            return (true, victim);
        }

        if (_mapped.Count == slots)
        {
            victim = _order.First!.Value;
            _mapped.Remove(victim.Value);
            _order.RemoveFirst();
        }

        _mapped.Add(window, _order.AddLast(window));
        return (false, victim);
    }
}
