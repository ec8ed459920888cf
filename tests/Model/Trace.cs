namespace MappingCache.Model;

/// <summary>A way through the states, in words.</summary>
internal sealed class Trace(Protocol protocol, Graph graph)
{
    private readonly Configuration _configuration = protocol.Configuration;

    /// <summary>Goes a shortest way to a state once more, and says what happens.</summary>
    public IReadOnlyList<string> To(uint last)
    {
        protocol.Begin();
        State state = protocol.State;
        List<string> lines = [Line("begin", state)];
        foreach (int turn in graph.WayTo(last))
        {
            (int thread, Move move) = Moves(state).ElementAt(turn);
            string what = move == Move.Step ? state.Threads[thread].At.ToString() : $"{state.Threads[thread].At}, {move}";
            protocol.Step(state, thread, move);
            state = protocol.State;
            lines.Add(Line($"{thread}: {(move == Move.Arrival ? "(a store arrives)" : what)}", state));
        }

        return lines;
    }

    private List<(int Thread, Move Move)> Moves(State state) =>
        [.. from thread in Enumerable.Range(0, _configuration.Threads)
            from move in Enum.GetValues<Move>()
            where protocol.CanMove(state, thread, move)
            select (thread, move)];

    private string Line(string what, State state)
    {
        List<string> words = [$"{what,-24}"];
        for (int index = 0; index < state.Count; index++)
        {
            words.Add(Text(state.Slots[index]));
        }

        for (int window = 0; window < _configuration.Windows; window++)
        {
            words.Add($"{window}={Text(state.Entries[window])}");
        }

        for (int place = 0; place < state.Waiting; place++)
        {
            words.Add($"{state.Queue[place]} waits");
        }

        for (int thread = 0; thread < _configuration.Threads; thread++)
        {
            AddRecord(words, thread, state.Threads[thread]);
        }

        words.Add(state.IsPoisonNoted ? "poison noted" : "");
        words.Add(state.LightKey == LightKey.Current ? "" : $"light key {state.LightKey}");
        words.Add(!_configuration.HasLease ? "" : $"epoch {state.Epoch}{(state.IsLeased ? " leased" : "")}{(state.IsLeaseHeld ? " held" : "")}{(state.Writers > 0 ? $" writers {state.Writers}" : "")}");
        words.RemoveAll(string.IsNullOrEmpty);
        words.Add(state.IsUnreserved ? "unreserved" : state.IsClosed ? "closed" : "");
        return string.Join(' ', words).TrimEnd();
    }

    private static void AddRecord(List<string> words, int thread, ThreadImage it)
    {
        for (int place = 0; place < ThreadImage.Places; place++)
        {
            words.Add(it.Record[place].IsEmpty ? "" : $"{thread} names {Text(it.Record[place])}");
        }

        for (int store = 0; store < it.Buffered; store++)
        {
            words.Add($"{thread} stores {Text(it.Buffer[store])}");
        }

        words.RemoveAll(string.IsNullOrEmpty);
    }

    private static string Text(SlotImage slot)
    {
        string list = slot.List == SlotList.None ? "" : $", {slot.List} list";
        string maps = slot.Maps == 0 ? "nothing" : $"{slot.Maps - 1}v{slot.MapsVersion}";
        return $"[{slot.Word.Phase} {slot.Word.Generation}, pins {slot.Word.Pins}, uses {slot.Word.Use}, maps {maps}{(slot.Copied > 0 ? " copied" : "")}{(slot.HasZeros ? " with zeros" : "")}{(slot.HasFaults ? ", at fault" : "")}{list}]";
    }

    private static string Text(DirectoryEntry entry) =>
        entry.IsEmpty ? "-" : $"{entry.Slot}/{entry.Generation}{(entry.AllowsLight ? "L" : "")}";
}
