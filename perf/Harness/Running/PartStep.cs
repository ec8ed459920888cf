namespace MappingCache.Harness.Running;

/// <summary>How a part is run: as a process of its own.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="Full">Seconds that it may take.</param>
/// <param name="Quick">Seconds that it may take if few rounds will do.</param>
/// <param name="Command">The program and its arguments, given the file for its results, whether few rounds will do, and its seconds.</param>
/// <param name="Refusal">Why it cannot run here, and what would help; null if it can.</param>
internal sealed record PartStep(
    string Part, int Full, int Quick, Func<string, bool, int, IReadOnlyList<string>> Command, Func<string?>? Refusal = null)
{
    public int SecondsFor(bool quick) => quick ? Quick : Full;
}
