namespace MappingCache;

/// <summary>Chooses which inactive slot makes room. Only misses call it. Thread-safe.</summary>
internal interface IEvictionPolicy
{
    /// <summary>A slot maps a window from now on; its mapper still holds a pin.</summary>
    void Mapped(int index);

    /// <summary>Claims the slot that is to be used for another window. Pinned slots are passed over.</summary>
    /// <param name="looks">Goes up by the slots that were looked at.</param>
    /// <param name="index">The slot, which now belongs to the caller.</param>
    /// <param name="was">Its phase before.</param>
    /// <returns>False when every slot that was looked at is pinned or in transition.</returns>
    bool TryClaim(ref int looks, out int index, out SlotPhase was);
}
