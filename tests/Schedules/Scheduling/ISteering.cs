namespace MappingCache.Tests.Schedules;

/// <summary>Decides who goes on.</summary>
internal interface ISteering
{
    /// <summary>Chooses one of several threads that can go on.</summary>
    /// <param name="step">How many steps were taken before.</param>
    /// <param name="able">Those threads, a bit each; at least two.</param>
    /// <param name="current">The one that has just taken a step; none if it cannot go on.</param>
    /// <returns>Null if the run is not the one that the decisions were made for.</returns>
    int? Choose(int step, int able, int? current);
}
