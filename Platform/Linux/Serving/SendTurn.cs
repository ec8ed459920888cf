namespace MappingCache.Platform.Linux.Serving;

/// <summary>
/// Whose turn it is to give a socket what waits to be sent. One word, so that an event which comes between a send that found
/// the socket full and the note of that is not lost.
/// </summary>
/// <remarks>
/// <code>
///          TryBegin              TryBlock
///   Idle ───────────► Sending ─────────────► Blocked
///     ▲     TryEnd       │ ▲   TryResume        │
///     └──────────────────┘ └────────────────────┘
///
///   TryBegin and TryResume during Sending: Sending | Again; the end of the turn becomes another round then.
///   Close: any | Closed, for good. Whoever has the turn learns it at its end, and closes.
/// </code>
/// </remarks>
internal struct SendTurn
{
    private const int Idle = 0;
    private const int Sending = 1;
    private const int Again = 2;
    private const int Blocked = 4;
    private const int Closed = 8;

    private int _word;

    /// <summary>Whether the socket is to be closed.</summary>
    public readonly bool IsClosed => (Volatile.Read(in _word) & Closed) != 0;

    /// <summary>Takes the turn, if nobody has it and the socket has room as far as is known. Otherwise whoever has it, or is told of room, sends what was added before this.</summary>
    public bool TryBegin()
    {
        // Full fences, here and below. Pairs with those of TryEnd: what the caller has added is seen by the round after it.
        return Interlocked.CompareExchange(ref _word, Sending, Idle) == Idle || TryTake(Idle);
    }

    /// <summary>Takes the turn, if the socket was full: there is room now.</summary>
    public bool TryResume()
    {
        // A cheap look first: most events tell of room that nobody waits for. Idle cannot become Blocked but by way of Sending, which
        // tries again with the room that was there at this event.
        return Volatile.Read(ref _word) != Idle && TryTake(Blocked);
    }

    /// <summary>Ends the turn, since nothing is left to send.</summary>
    /// <returns>False if there may be more by now, or the socket is to be closed: the caller still has the turn.</returns>
    public bool TryEnd() => Interlocked.CompareExchange(ref _word, Idle, Sending) == Sending || GoOn();

    /// <summary>Ends the turn, since the socket is full.</summary>
    /// <returns>False if there may be room by now, or the socket is to be closed: the caller still has the turn.</returns>
    public bool TryBlock() => Interlocked.CompareExchange(ref _word, Blocked, Sending) == Sending || GoOn();

    /// <summary>Lets nobody begin any more.</summary>
    /// <returns>Whether nobody is sending: if so the caller closes the socket, else whoever is.</returns>
    public bool Close()
    {
        int before = Interlocked.Or(ref _word, Closed);
        return (before & (Sending | Closed)) == 0;
    }

    // Somebody came during the turn: another round, or, if the socket is to be closed, the end of all.
    private bool GoOn()
    {
        _ = Interlocked.And(ref _word, ~Again);
        return false;
    }

    private bool TryTake(int from)
    {
        int word = Volatile.Read(ref _word);
        while (true)
        {
            if ((word & Closed) != 0 || (word != from && (word & Sending) == 0))
            {
                return false;
            }

            int next = word == from ? Sending : word | Again;
            int seen = Interlocked.CompareExchange(ref _word, next, word);
            if (seen == word)
            {
                return word == from;
            }

            word = seen;
        }
    }
}
