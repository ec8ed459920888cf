namespace MappingCache.Tests.Schedules;

/// <summary>
/// Takes all decisions in turn, depth first, in as many runs as it takes; but a thread that could go on is made to stop
/// for another only so many times in a run. Most faults need few such preemptions, and their number is what makes the
/// number of schedules explode.
/// </summary>
/// <param name="mostPreemptions">How many of them at most.</param>
internal sealed class Exploration(int mostPreemptions) : ISteering
{
    private readonly List<Choice> _choices = [];
    private int _depth;

    public int? Choose(int step, int able, int? current)
    {
        if (_depth == _choices.Count)
        {
            int spent = _depth == 0 ? 0 : _choices[_depth - 1].Spent;
            _choices.Add(new Choice(able, current, spent));
        }

        Choice choice = _choices[_depth++];
        return (choice.Able, choice.Current) == (able, current) ? choice.Taken : null;
    }

    /// <summary>Goes on to the next run.</summary>
    /// <returns>False when there is none: all schedules within the bound have been run.</returns>
    public bool MoveNext()
    {
        _depth = 0;
        while (_choices.Count > 0 && !_choices[^1].TryChange(mostPreemptions))
        {
            _choices.RemoveAt(_choices.Count - 1);
        }

        return _choices.Count > 0;
    }

    private sealed class Choice
    {
        private readonly int _spentBefore;
        private int _untried;

        public Choice(int able, int? current, int spentBefore)
        {
            (Able, Current, _spentBefore) = (able, current, spentBefore);
            Taken = current ?? int.TrailingZeroCount(able);
            _untried = able & ~(1 << Taken);
        }

        public int Able { get; }

        public int? Current { get; }

        public int Taken { get; private set; }

        /// <summary>Preemptions up to this choice and with it.</summary>
        public int Spent => _spentBefore + (Current is { } current && current != Taken ? 1 : 0);

        public bool TryChange(int mostPreemptions)
        {
            if (_untried == 0 || (Current is not null && _spentBefore == mostPreemptions))
            {
                return false;
            }

            Taken = int.TrailingZeroCount(_untried);
            _untried &= ~(1 << Taken);
            return true;
        }
    }
}
