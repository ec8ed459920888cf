namespace MappingCache.Model;

/// <summary>States that are still to be looked at, in the order in which they came.</summary>
internal sealed class StateQueue
{
    private const int ChunkSize = 1024;

    private readonly Queue<State[]> _chunks = [];
    private readonly Stack<State[]> _empty = [];
    private State[] _first = [];
    private State[] _last = [];
    private int _taken = ChunkSize;
    private int _added = ChunkSize;

    public void Add(in State state)
    {
        if (_added == ChunkSize)
        {
            _last = _empty.TryPop(out State[]? chunk) ? chunk : new State[ChunkSize];
            _chunks.Enqueue(_last);
            _added = 0;
        }

        _last[_added++] = state;
    }

    /// <summary>Takes the next state. There is one.</summary>
    public void Take(out State state)
    {
        if (_taken == ChunkSize)
        {
            if (_first.Length > 0)
            {
                _empty.Push(_first);
            }

            _first = _chunks.Dequeue();
            _taken = 0;
        }

        state = _first[_taken++];
    }
}
