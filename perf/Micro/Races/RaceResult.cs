namespace MappingCache.Micro.Races;

/// <summary>What was measured in one race.</summary>
/// <param name="Name">The race's name.</param>
/// <param name="CompiledMethods">Methods that the JIT compiled while it was measured, in the whole process. A few belong to nothing that was measured; many mean that the warm-up was too short.</param>
/// <param name="Contenders">The contenders, the floor first.</param>
/// <param name="Pairs">The ratios that were wanted besides those to the floor.</param>
internal sealed record RaceResult(
    string Name, long CompiledMethods, IReadOnlyList<ContenderResult> Contenders, IReadOnlyList<PairResult> Pairs);
