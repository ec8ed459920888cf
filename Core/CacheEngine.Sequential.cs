namespace MappingCache;

/// <content>Those who read window after window.</content>
internal sealed partial class CacheEngine<TSchedule>
{
    /// <summary>Tells the caller's reader, if there is one, of a miss, and makes room for those that read in sequence.</summary>
    /// <returns>The reader, if the window follows those that it has read before.</returns>
    private SequentialReads? BeginReading(FileEntry file, long window, SequentialReads? reads)
    {
        if (reads is null || !reads.Missed(window))
        {
            return null;
        }

        if (_lru is null)
        {
            // Strict LRU stays strict.
            _supply.DropBehind(file, window);
        }

        return reads;
    }
}
