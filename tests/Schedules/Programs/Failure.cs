namespace MappingCache.Tests.Schedules;

/// <summary>A run that went wrong.</summary>
/// <param name="What">What was wrong.</param>
/// <param name="Schedule">The schedule under which it was, as text.</param>
internal sealed record Failure(string What, string Schedule);
