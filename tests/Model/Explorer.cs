using System.Diagnostics;

namespace MappingCache.Model;

/// <summary>Goes through everything that a configuration can come to, breadth first, so that what is found wrong is found by a shortest way.</summary>
internal sealed class Explorer(Protocol protocol)
{
    private readonly Configuration _configuration = protocol.Configuration;
    private readonly Invariants _invariants = new(protocol.Configuration);
    private readonly Graph _graph = new();
    private StateQueue _queue = new();
    private StateSet _seen = new(State.SizeFor(protocol.Configuration.Threads));
    private Violation _violation;
    private string _what = "";
    private uint _last;

    /// <summary>Explores it.</summary>
    /// <param name="most">States at most; more are not looked at, and the outcome is a failure.</param>
    public Outcome Run(long most = 25_000_000)
    {
        long start = Stopwatch.GetTimestamp();
        protocol.Begin();
        _seen.Add(protocol.State, out _);
        _queue.Add(protocol.State);
        for (uint number = 0; number < _seen.Count && _violation == Violation.None; number++)
        {
            if (_seen.Count > most)
            {
                throw new InvalidOperationException($"{_configuration.Name} has more than {most:N0} states.");
            }

            _queue.Take(out State state);
            Expand(state);
        }

        // What follows needs room of its own, and none of these.
        long states = _seen.Count;
        (_seen, _queue) = (new StateSet(0), new StateQueue());
        if (_violation == Violation.None)
        {
            CheckGraph();
        }

        IReadOnlyList<string> trace = _violation == Violation.None ? [] : new Trace(protocol, _graph).To(_last);
        return new Outcome(_violation, _what, states, _graph.Steps, Stopwatch.GetElapsedTime(start).TotalSeconds, trace);
    }

    private void Expand(in State state)
    {
        _graph.BeginState(_invariants.IsEnd(state));
        for (int thread = 0; thread < _configuration.Threads; thread++)
        {
            for (Move move = Move.Step; move <= Move.Arrival; move++)
            {
                if (!protocol.CanMove(state, thread, move))
                {
                    continue;
                }

                protocol.Step(state, thread, move);
                bool isNew = _seen.Add(protocol.State, out uint target);
                _graph.AddStep(target, MoverOf(state, thread, move));
                if (isNew)
                {
                    _queue.Add(protocol.State);
                }

                if (protocol.Violation != Violation.None || isNew)
                {
                    Check(target);
                    if (_violation != Violation.None)
                    {
                        return;
                    }
                }
            }
        }
    }

    private void Check(uint target)
    {
        (_violation, _what) = (protocol.Violation, protocol.What);
        if (_violation == Violation.None)
        {
            _violation = _invariants.Check(protocol.State);
            _what = _invariants.What;
        }

        _last = target;
    }

    private void CheckGraph()
    {
        GraphCheck check = new(_graph, _configuration.Threads);
        check.Run();
        if (check.Stuck is { } stuck && !(check.Circling < stuck))
        {
            (_violation, _what, _last) = (Violation.EndUnreachable, "the end cannot be reached any more", stuck);
        }
        else if (check.Circling is { } circling)
        {
            (_violation, _what, _last) = (Violation.Livelock, "all threads may go round for ever", circling);
        }
    }

    private byte MoverOf(in State state, int thread, Move move) => move switch
    {
        Move.Cancellation => Graph.Canceller,
        Move.Arrival => (byte)(_configuration.Threads + thread),
        _ => Protocol.IsUsers(state.Threads[thread].At) ? Graph.User : (byte)thread,
    };
}
