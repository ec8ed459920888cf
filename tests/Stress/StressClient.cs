namespace MappingCache.Tests.Stress;

/// <summary>How the clients of a stress run behave: well, or broken on purpose.</summary>
internal enum StressClient
{
    /// <summary>Gives every pin back once.</summary>
    Correct,

    /// <summary>Gives one pin in two thousand back twice.</summary>
    UnpinsTooMany,

    /// <summary>Forgets to give one pin in two thousand back.</summary>
    UnpinsTooFew,
}
