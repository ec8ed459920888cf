namespace MappingCache;

/// <content>What is changed while the cache runs.</content>
public sealed partial class MappedFile
{
    /// <summary>Lets go of the file's windows, on behalf of a cache.</summary>
    /// <returns>False if the handle is another cache's.</returns>
    internal bool TryInvalidate(CacheEngine<NoSchedule> engine)
    {
        if (engine != _engine)
        {
            return false;
        }

        engine.DetachAll(Entry);
        return true;
    }
}
