namespace MappingCache.Micro.Races;

/// <summary>A ratio that the cache is held to.</summary>
/// <param name="What">What it is, in words.</param>
/// <param name="Race">The race that has it.</param>
/// <param name="Over">Whose time is divided.</param>
/// <param name="Under">By whose.</param>
/// <param name="Limit">The most that it is to be, or the least.</param>
/// <param name="IsLeast">Whether it is the least.</param>
internal sealed record Must(string What, string Race, string Over, string Under, double Limit, bool IsLeast = false);
