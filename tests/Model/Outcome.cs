namespace MappingCache.Model;

/// <summary>What an exploration found.</summary>
/// <param name="Violation">What is wrong, if anything.</param>
/// <param name="What">The same in words.</param>
/// <param name="States">States that were seen.</param>
/// <param name="Steps">Steps between them.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Trace">A shortest way to what is wrong, a line each step.</param>
internal sealed record Outcome(Violation Violation, string What, long States, long Steps, double Seconds, IReadOnlyList<string> Trace);
