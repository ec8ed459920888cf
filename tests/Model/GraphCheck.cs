namespace MappingCache.Model;

/// <summary>
/// What must hold over all states together: from each the end of all programs can be reached without a cancellation,
/// and there is no way to go round for ever in which every thread gets its turn.
/// </summary>
/// <remarks>
/// Tarjan's algorithm finds the parts of the graph in which each state can be reached from each other, those first that
/// are reached by others. A part can reach the end if it has an end, or a step to a part that can. One can be gone
/// round in for ever, fairly, if every thread, and every store on its way, either moves within it or has nothing to do
/// somewhere in it. A hold that its caller ends when it likes is no turn, so what only spins until then is found.
/// </remarks>
internal sealed class GraphCheck(Graph graph, int threads)
{
    private const byte OnStack = 1;
    private const byte InPart = 2;
    private const byte Reaches = 4;

    private readonly uint[] _order = new uint[graph.Count];
    private readonly uint[] _lowest = new uint[graph.Count];
    private readonly byte[] _flags = new byte[graph.Count];
    private readonly Stack<uint> _open = [];
    private readonly List<uint> _part = [];
    private readonly Stack<(uint State, uint Step)> _calls = [];
    private uint _next = 1;

    /// <summary>The first state from which the end cannot be reached.</summary>
    public uint? Stuck { get; private set; }

    /// <summary>The first state of a part that can be gone round in for ever.</summary>
    public uint? Circling { get; private set; }

    public void Run()
    {
        for (uint root = 0; root < graph.Count; root++)
        {
            if (_order[root] == 0)
            {
                Visit(root);
                Walk();
            }
        }
    }

    private void Visit(uint state)
    {
        _order[state] = _lowest[state] = _next++;
        _flags[state] |= OnStack;
        _open.Push(state);
        _calls.Push((state, graph.FirstStep(state)));
    }

    private void Walk()
    {
        while (_calls.TryPop(out (uint State, uint Step) call))
        {
            (uint state, uint step) = call;
            if (step < graph.EndOfSteps(state))
            {
                _calls.Push((state, step + 1));
                Follow(state, step);
                continue;
            }

            if (_calls.TryPeek(out (uint State, uint Step) caller))
            {
                _lowest[caller.State] = Math.Min(_lowest[caller.State], _lowest[state]);
            }

            if (_lowest[state] == _order[state])
            {
                TakePart(state);
                Judge();
            }
        }
    }

    private void Follow(uint state, uint step)
    {
        uint target = graph.Target(step);
        if (graph.Mover(step) == Graph.Canceller)
        {
            return;
        }

        if (_order[target] == 0)
        {
            Visit(target);
        }
        else if ((_flags[target] & OnStack) != 0)
        {
            _lowest[state] = Math.Min(_lowest[state], _order[target]);
        }
    }

    private void TakePart(uint root)
    {
        _part.Clear();
        uint state;
        do
        {
            state = _open.Pop();
            _flags[state] = InPart;
            _part.Add(state);
        }
        while (state != root);
    }

    private void Judge()
    {
        bool reaches = false;
        bool circles = false;
        uint fair = 0;
        foreach (uint state in _part)
        {
            reaches |= graph.IsEnd(state);
            uint enabled = 0;
            for (uint step = graph.FirstStep(state); step < graph.EndOfSteps(state); step++)
            {
                byte mover = graph.Mover(step);
                byte target = _flags[graph.Target(step)];
                reaches |= mover != Graph.Canceller && (target & Reaches) != 0;
                if (mover < Graph.User)
                {
                    enabled |= 1U << mover;
                    bool stays = (target & InPart) != 0;
                    circles |= stays;
                    fair |= stays ? 1U << mover : 0;
                }
            }

            fair |= ~enabled;
        }

        uint everybody = (1U << (2 * threads)) - 1;
        circles &= (fair & everybody) == everybody;
        foreach (uint state in _part)
        {
            _flags[state] = reaches ? Reaches : (byte)0;
            Stuck = reaches || Stuck < state ? Stuck : state;
            Circling = !circles || Circling < state ? Circling : state;
        }
    }
}
