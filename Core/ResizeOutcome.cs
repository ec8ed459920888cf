namespace MappingCache;

/// <summary>How a resize ended.</summary>
/// <param name="Error">Why it did not get to the count that was asked for, or none.</param>
/// <param name="Refusal">The machine's limit that was in the way, and the remedy; empty if none was.</param>
internal readonly record struct ResizeOutcome(OsError Error, string Refusal = "");
