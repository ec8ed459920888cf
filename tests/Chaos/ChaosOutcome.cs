namespace MappingCache.Tests.Chaos;

/// <summary>How an operation ended.</summary>
internal enum ChaosOutcome
{
    /// <summary>Without an error: every byte is one that somebody has put there.</summary>
    Complete,

    /// <summary>Without an error, and without a byte: the file was empty, or ended before.</summary>
    Empty,

    /// <summary>The file has changed meanwhile, which was told.</summary>
    Changed,

    /// <summary>There was no such file.</summary>
    NotFound,

    /// <summary>It may not be read.</summary>
    Refused,

    /// <summary>The connection was broken, which tells the receiver that this is not all.</summary>
    Aborted,
}
