namespace MappingCache.Harness.Cold;

/// <summary>A way to get at the first bytes of a file that is not in memory.</summary>
internal interface IColdReader : IDisposable
{
    string Name { get; }

    /// <summary>Gets at every page of a file's first bytes, on the event loop, which it may leave meanwhile.</summary>
    /// <param name="file">The file's number.</param>
    Task ReadAsync(int file);

    /// <summary>Gives up what it keeps of the files, since that would keep them in memory.</summary>
    void Forget();
}
