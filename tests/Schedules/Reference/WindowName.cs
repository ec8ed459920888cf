namespace MappingCache.Tests.Schedules;

/// <summary>A window of one of the files.</summary>
internal readonly record struct WindowName(int File, int Window);
