namespace MappingCache.Tests.Schedules;

/// <summary>What is known of one window's bytes.</summary>
/// <param name="Current">The version that the file has.</param>
/// <param name="Oldest">The oldest that may still be shown.</param>
/// <param name="IsClosing">Whether the cache may refuse to give it.</param>
/// <param name="IsClosed">Whether it has to.</param>
internal readonly record struct ContentState(int Current, int Oldest, bool IsClosing, bool IsClosed);
