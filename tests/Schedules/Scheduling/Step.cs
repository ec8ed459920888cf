namespace MappingCache.Tests.Schedules;

/// <summary>A step of a schedule: a thread goes on from where it stands.</summary>
/// <param name="Thread">Its number.</param>
/// <param name="From">Where it stands: a schedule point, or one of <see cref="Places"/>.</param>
internal readonly record struct Step(int Thread, string From);
