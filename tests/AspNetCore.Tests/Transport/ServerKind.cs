namespace MappingCache.AspNetCore.Tests.Transport;

/// <summary>What a test's server listens by.</summary>
public enum ServerKind
{
    /// <summary>Kestrel's own transport.</summary>
    Kestrel,

    /// <summary>Ours, with the application on the thread pool.</summary>
    Dispatch,

    /// <summary>Ours, with the application on the loop.</summary>
    Inline,
}
