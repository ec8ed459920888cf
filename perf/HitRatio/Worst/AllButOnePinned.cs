namespace MappingCache.HitRatio.Worst;

/// <summary>
/// Every window but one is held. The one was used, and lies as far from the hand as the sweep is patient: so the sweep
/// takes a use off it in its last patient step, and comes by it again a whole round later.
/// </summary>
internal sealed class AllButOnePinned : Trial
{
    private readonly WindowLease?[] _held;
    private readonly int _distance;
    private int _loose;

    public AllButOnePinned(EvictionKind eviction, int slots, bool withLight)
        : base(eviction, slots, withLight)
    {
        _distance = Math.Min(ClockEviction.MostPatience, slots * SlotState.MaxUse) % slots;
        _held = new WindowLease?[slots];
        for (int index = 1; index < slots; index++)
        {
            _held[index] = Cache.Hold(Cache.WindowIn(index));
        }
    }

    public override string Name => WithLight ? "all but one pinned; light windows in use" : "all but one pinned";

    protected override void Prepare()
    {
        // The hand stands where the last window made room: there, that is in the only slot that was not held.
        Cache.Touch(NextFresh());
        _held[_loose] = Cache.Hold(Cache.WindowIn(_loose));
        _loose = (_loose + _distance) % Slots;
        _held[_loose]!.Dispose();
        _held[_loose] = null;
    }

    protected override void Release()
    {
        foreach (WindowLease? lease in _held)
        {
            lease?.Dispose();
        }
    }
}
