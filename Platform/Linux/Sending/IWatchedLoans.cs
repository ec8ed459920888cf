namespace MappingCache.Platform.Linux.Sending;

/// <summary>What a socket was lent, as <see cref="LoanWatcher"/> knows it. Thread-safe.</summary>
internal interface IWatchedLoans
{
    /// <summary>What it is called by the watcher; never anything else again.</summary>
    long Id { get; }

    /// <summary>Whether anything is lent.</summary>
    bool HasAny { get; }

    /// <summary>Whether the socket was disposed: no notice comes any more.</summary>
    bool IsClosed { get; }

    /// <summary>Gives back what the socket's notices name, or everything if it was closed. Never waits.</summary>
    void Collect();
}
