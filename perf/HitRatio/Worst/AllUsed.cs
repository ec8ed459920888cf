namespace MappingCache.HitRatio.Worst;

/// <summary>Every window has been used, as often as is counted, since it was last looked at.</summary>
internal sealed class AllUsed(EvictionKind eviction, int slots, bool withLight) : Trial(eviction, slots, withLight)
{
    public override string Name => WithLight ? "all used of late; light windows in use" : "all used of late";

    protected override void Prepare()
    {
        for (int index = 0; index < Slots; index++)
        {
            long window = Cache.WindowIn(index);
            for (int use = 0; use < SlotState.MaxUse; use++)
            {
                Cache.Touch(window);
            }
        }
    }
}
