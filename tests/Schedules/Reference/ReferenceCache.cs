using MappingCache.Tests.Support;

namespace MappingCache.Tests.Schedules;

/// <summary>
/// What the cache is to do, as plainly as it can be said: a dictionary, and a list in the order of last release, from
/// which the first that nobody holds is evicted. Nothing is shared between threads here, and nothing is fast.
/// </summary>
/// <param name="coversPastEnd">Whether a mapping shows what is added to its file; otherwise a window whose file has grown is mapped anew.</param>
/// <param name="isFifo">A twin that is broken on purpose: the order is that of mapping, as if a release left no stamp.</param>
internal sealed class ReferenceCache(bool coversPastEnd, bool isFifo = false)
{
    private readonly Dictionary<WindowName, Entry> _mapped = [];
    private readonly LinkedList<Entry> _byRelease = [];
    private readonly List<Entry> _held = [];
    private readonly int[] _lengths = [.. Enumerable.Repeat(Sizes.FirstLength, Sizes.Files)];

    // Those that are held although their window was invalidated: they take a slot each.
    private readonly HashSet<Entry> _detached = [];
    private int _slots = Sizes.Slots;

    public IEnumerable<WindowName> Mapped => _mapped.Keys;

    private int Used => _mapped.Count + _detached.Count;

    public Outcome Do(Command command)
    {
        switch (command.Kind)
        {
            case CommandKind.Touch or CommandKind.Light:
                Outcome touched = Hold(command);
                if (touched is Outcome.Hit or Outcome.Miss)
                {
                    Release(_held.Count - 1);
                }

                return touched;
            case CommandKind.Hold or CommandKind.Share:
                return Hold(command);
            case CommandKind.Release when _held.Count > 0:
                Release(command.Number % _held.Count);
                return Outcome.Nothing;
            case CommandKind.Invalidate:
                _mapped.Values.Where(entry => entry.Name.File == command.File).ToList().ForEach(Drop);
                return Outcome.Nothing;
            case CommandKind.Trim:
                EvictDownTo(command.Number);
                return Outcome.Nothing;
            case CommandKind.Resize when _held.Distinct().Count() <= command.Number:
                _slots = command.Number;
                EvictDownTo(_slots);
                return Outcome.Nothing;
            case CommandKind.Grow:
                _lengths[command.File] = Math.Min(_lengths[command.File] + Sizes.Growth, Sizes.MostLength);
                return Outcome.Nothing;
            default:
                return Outcome.Nothing;
        }
    }

    private Outcome Hold(Command command)
    {
        WindowName name = new(command.File, command.Number);
        int covered = Math.Min(_lengths[name.File] - (name.Window * TestCache.WindowSize), TestCache.WindowSize);
        if (covered <= 0)
        {
            return Outcome.Nothing;
        }

        if (_mapped.TryGetValue(name, out Entry? entry) && !coversPastEnd && entry.Covered < covered)
        {
            Drop(entry);
            entry = null;
        }

        Outcome outcome = entry is null ? Outcome.Miss : Outcome.Hit;
        if (entry is null)
        {
            EvictDownTo(_slots - 1);
            if (Used == _slots)
            {
                return Outcome.Refused;
            }

            entry = new Entry(name, covered);
            _mapped.Add(name, entry);
            _byRelease.AddLast(entry);
        }

        entry.Holds++;
        _held.Add(entry);
        return outcome;
    }

    private void Release(int index)
    {
        Entry entry = _held[index];
        _held.RemoveAt(index);
        entry.Holds--;
        if (_detached.Contains(entry))
        {
            _ = entry.Holds == 0 && _detached.Remove(entry);
        }
        else if (!isFifo)
        {
            _byRelease.Remove(entry);
            _byRelease.AddLast(entry);
        }
    }

    private void EvictDownTo(int slots)
    {
        while (Used > slots && _byRelease.FirstOrDefault(static entry => entry.Holds == 0) is { } oldest)
        {
            Drop(oldest);
        }
    }

    private void Drop(Entry entry)
    {
        _mapped.Remove(entry.Name);
        _byRelease.Remove(entry);
        if (entry.Holds > 0)
        {
            _detached.Add(entry);
        }
    }

    private sealed class Entry(WindowName name, int covered)
    {
        public WindowName Name => name;

        public int Covered => covered;

        public int Holds { get; set; }
    }
}
