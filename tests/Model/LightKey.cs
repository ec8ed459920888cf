namespace MappingCache.Model;

/// <summary>What the word that threads compare their keys with says (<see cref="CacheSignals.LightKey"/>).</summary>
internal enum LightKey : byte
{
    /// <summary>The key that threads are given.</summary>
    Current,

    /// <summary>One that no thread is given yet.</summary>
    Next,

    /// <summary><see cref="CacheSignals.NoKey"/>.</summary>
    None,
}
