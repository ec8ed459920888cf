namespace MappingCache.Tests.Schedules;

/// <summary>How a command came out.</summary>
internal enum Outcome
{
    /// <summary>It asked for no window, or there was nothing to be done.</summary>
    Nothing,

    /// <summary>The window was mapped already.</summary>
    Hit,

    /// <summary>It was mapped.</summary>
    Miss,

    /// <summary>Every slot was held.</summary>
    Refused,
}
