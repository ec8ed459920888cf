namespace MappingCache.HitRatio.Worst;

/// <summary>
/// Every window is held but one, which was used and lies as far from the hand as the sweep is patient: so the sweep takes a
/// use off it, and comes by it again only a whole round later.
/// </summary>
internal sealed class AllButOnePinned : Trial
{
    private readonly WindowLease?[] _held;
    private readonly int _patience;
    private int _first;

    /// <summary>Fills a cache, and holds what is in it.</summary>
    /// <param name="eviction">How it evicts.</param>
    /// <param name="slots">Its slots.</param>
    /// <param name="withLight">Whether light windows are in use.</param>
    public AllButOnePinned(EvictionKind eviction, int slots, bool withLight)
        : base(eviction, slots, withLight)
    {
        _patience = Math.Min(ClockEviction.MostPatience, slots * SlotState.MaxUse);
        _held = new WindowLease?[slots];
        for (int i = 0; i < slots; i++)
        {
            Hold(i);
        }

        LetOneGo();
    }

    public override string Name => WithLight ? "all but one pinned; light windows in use" : "all but one pinned";

    protected override void Prepare()
    {
        // The hand stands where the last window made room: there.
        Cache.Touch(NextFresh());
        UseUpSpares();
        Hold(_first);
        _first = (_first + _patience) % Slots;
        LetOneGo();
    }

    protected override void Release()
    {
        foreach (WindowLease? lease in _held)
        {
            lease?.Dispose();
        }
    }

    private void Hold(int index) => _held[index] = Cache.Hold(Cache.WindowIn(index));

    private void LetOneGo()
    {
        for (int use = 0; use < SlotState.MaxUse; use++)
        {
            Cache.Touch(Cache.WindowIn(_first));
        }

        _held[_first]!.Dispose();
        _held[_first] = null;
    }
}
