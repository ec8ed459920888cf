namespace MappingCache.Tests.Chaos;

/// <summary>What all operations of a run share.</summary>
/// <param name="Files">The files.</param>
/// <param name="Cache">The cache.</param>
/// <param name="Tls">How to encrypt.</param>
/// <param name="Http">Asks the server in this process.</param>
/// <param name="Serve">Asks the one that is a process of its own.</param>
/// <param name="IsCareless">Whether users take no notice of what a window says of itself: a broken twin.</param>
internal sealed record ChaosPlace(ChaosFiles Files, WindowCache Cache, ChaosTls Tls, HttpClient Http, HttpClient Serve, bool IsCareless)
{
    /// <summary>How long, at most, users hold a window before they read it, beside what they always do.</summary>
    public TimeSpan LongestHold { get; init; }
}
