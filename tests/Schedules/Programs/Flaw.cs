namespace MappingCache.Tests.Schedules;

/// <summary>What is broken on purpose, so that a history shows it and nothing else does.</summary>
internal enum Flaw
{
    None,

    /// <summary>Invalidate leaves everything as it is.</summary>
    InvalidatesNothing,

    /// <summary>A window is given back before its release is called.</summary>
    ReleasesEarly,
}
