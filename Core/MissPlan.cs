namespace MappingCache;

/// <summary>What is known of a miss before the system is called for it.</summary>
/// <param name="IsCold">The window's pages have to come from the disk.</param>
/// <param name="IsPassing">It is one of a sequence, and will hardly be wanted again soon: the first to make room.</param>
/// <param name="AheadOffset">Where the range begins that is to be read ahead after it.</param>
/// <param name="AheadLength">Bytes of that range; 0 for none.</param>
internal readonly record struct MissPlan(bool IsCold, bool IsPassing = false, long AheadOffset = 0, long AheadLength = 0)
{
    /// <summary>Whether carrying it out calls the disk.</summary>
    public bool Blocks => IsCold || AheadLength > 0;
}
