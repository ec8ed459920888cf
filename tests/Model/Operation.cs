namespace MappingCache.Model;

/// <summary>What a thread's program has it do.</summary>
/// <param name="Kind">A letter; see <see cref="Configuration"/>.</param>
/// <param name="Argument">The window or the file.</param>
internal readonly record struct Operation(char Kind, int Argument);
