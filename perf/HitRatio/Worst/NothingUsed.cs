namespace MappingCache.HitRatio.Worst;

/// <summary>The floor: nothing has been used since it was last looked at, so the first look finds what makes room.</summary>
internal sealed class NothingUsed(EvictionKind eviction, int slots) : Trial(eviction, slots, withLight: false)
{
    public override string Name => "the first look finds one";

    protected override unsafe void Prepare()
    {
        // SAFETY: indexes below the count of slots taken, and nobody else uses the cache.
        for (int index = 0; index < Cache.Engine.Slots.Count; index++)
        {
            Slot* slot = Cache.Engine.Slots[index];
            slot->TryForgetUse(slot->State);
        }
    }
}
