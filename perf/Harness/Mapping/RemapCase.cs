namespace MappingCache.Harness.Mapping;

/// <summary>What is remapped.</summary>
/// <param name="WindowSize">Bytes of a window.</param>
/// <param name="Slots">Slots of each thread.</param>
/// <param name="Threads">Threads at once, each with windows of its own.</param>
internal sealed record RemapCase(int WindowSize, int Slots, int Threads)
{
    // An odd number and more than one: the walk comes by every window, and neighbours in slots are none in the file, so
    // that their areas do not merge.
    public const int Stride = 7;

    // The cache keeps a window for two rounds of its hand at most, so that none is there when it is wanted again.
    private const int Turns = 4;

    /// <summary>Windows that a thread walks.</summary>
    public int Windows => Slots * Turns;

    /// <summary>Bytes of the file.</summary>
    public long Length => (long)Windows * Threads * WindowSize;
}
