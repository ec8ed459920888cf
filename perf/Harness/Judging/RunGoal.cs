using MappingCache.Harness.Data;

namespace MappingCache.Harness.Judging;

/// <summary>Something that the project promises, in numbers.</summary>
/// <param name="Part">The part that measures it.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Cases">Which cases have to keep it, in words.</param>
/// <param name="Applies">The same as a question.</param>
/// <param name="Quantity">What is compared.</param>
/// <param name="Over">Whose figure it is.</param>
/// <param name="Under">Whose figure it is divided by; null if it stands for itself.</param>
/// <param name="Limit">The most that it is to be, or the least.</param>
/// <param name="IsLeast">Whether it is the least.</param>
/// <param name="Bare">Who makes the same calls of the system and nothing else, so that nobody can do better by much; null if nobody does.</param>
internal sealed record RunGoal(
    string Part, string Title, string Cases, Func<Figure, bool> Applies, string Quantity, string Over, string? Under, double Limit, bool IsLeast = false, string? Bare = null);
