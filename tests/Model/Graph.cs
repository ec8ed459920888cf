namespace MappingCache.Model;

/// <summary>Every state by its number, and every step between two of them.</summary>
internal sealed class Graph
{
    /// <summary>The mover of a step that comes when a thread's caller likes.</summary>
    public const byte User = 254;

    /// <summary>The mover of a cancellation, which need never come.</summary>
    public const byte Canceller = 255;

    private readonly Chunks<uint> _first = new();
    private readonly Chunks<uint> _targets = new();
    private readonly Chunks<byte> _movers = new();
    private readonly Chunks<bool> _ends = new();

    /// <summary>States whose steps are all known.</summary>
    public uint Count => (uint)_first.Count;

    public long Steps => _targets.Count;

    /// <summary>The next state's steps follow.</summary>
    public void BeginState(bool isEnd)
    {
        _first.Add((uint)_targets.Count);
        _ends.Add(isEnd);
    }

    public void AddStep(uint target, byte mover)
    {
        _targets.Add(target);
        _movers.Add(mover);
    }

    public bool IsEnd(uint state) => _ends[state];

    public uint FirstStep(uint state) => _first[state];

    public uint EndOfSteps(uint state) => state + 1 < Count ? _first[state + 1] : (uint)_targets.Count;

    public uint Target(uint step) => _targets[step];

    public byte Mover(uint step) => _movers[step];

    /// <summary>A shortest way from the first state to another: which of its steps each state takes.</summary>
    public IReadOnlyList<int> WayTo(uint state)
    {
        // States were numbered when they were first reached, so the first step to each is by its number's turn.
        uint[] parents = new uint[state + 1];
        int[] turns = new int[state + 1];
        uint next = 1;
        for (uint from = 0; next <= state; from++)
        {
            for (uint step = FirstStep(from); step < EndOfSteps(from) && next <= state; step++)
            {
                if (Target(step) == next)
                {
                    (parents[next], turns[next]) = (from, (int)(step - FirstStep(from)));
                    next++;
                }
            }
        }

        List<int> way = [];
        for (uint at = state; at != 0; at = parents[at])
        {
            way.Add(turns[at]);
        }

        way.Reverse();
        return way;
    }
}
