namespace MappingCache.HitRatio.Worst;

/// <summary>
/// Every window is held but a few, side by side. Those were used, and the last of them lies as far from the hand as the
/// sweep is patient: so the sweep takes a use off each, and comes by them again only a whole round later.
/// </summary>
internal sealed class AllButFewPinned : Trial
{
    private readonly WindowLease?[] _held;
    private readonly int _few;
    private readonly int _patience;
    private int _first = 1;

    /// <summary>Fills a cache, and holds what is in it.</summary>
    /// <param name="eviction">How it evicts.</param>
    /// <param name="slots">Its slots.</param>
    /// <param name="few">How many windows are not held: fewer than are claimed at once, so that each claim takes them all, in their order.</param>
    /// <param name="withLight">Whether light windows are in use.</param>
    public AllButFewPinned(EvictionKind eviction, int slots, int few, bool withLight)
        : base(eviction, slots, withLight)
    {
        _few = Math.Min(few, slots);
        _patience = Math.Min(ClockEviction.MostPatience, slots * SlotState.MaxUse);
        _held = new WindowLease?[slots];
        for (int i = 0; i < slots; i++)
        {
            Hold(_first + i);
        }

        LetFewGo();
    }

    public override string Name => $"all but {(_few == 1 ? "one" : _few)} pinned{(WithLight ? "; light windows in use" : "")}";

    protected override void Prepare()
    {
        // The hand stands where the last window made room: there, that is at the end of those that are not held.
        Cache.Touch(NextFresh());
        UseUpSpares();
        for (int i = 0; i < _few; i++)
        {
            Hold(_first + i);
        }

        _first = (_first + _patience) % Slots;
        LetFewGo();
    }

    protected override void Release()
    {
        foreach (WindowLease? lease in _held)
        {
            lease?.Dispose();
        }
    }

    private void Hold(int place)
    {
        int index = place % Slots;
        _held[index] = Cache.Hold(Cache.WindowIn(index));
    }

    private void LetFewGo()
    {
        for (int i = 0; i < _few; i++)
        {
            int index = (_first + i) % Slots;
            for (int use = 0; use < SlotState.MaxUse; use++)
            {
                Cache.Touch(Cache.WindowIn(index));
            }

            _held[index]!.Dispose();
            _held[index] = null;
        }
    }
}
