using MappingCache.Harness.Contestants;

namespace MappingCache.Harness.Results;

/// <summary>What the sender's processor time is to be beside somebody else's, with hot files.</summary>
/// <param name="Against">Whose time ours is divided by.</param>
/// <param name="AtMost">The most that the ratio is to be.</param>
/// <param name="MinSize">From this size of a file on.</param>
/// <param name="MaxSize">Up to this one.</param>
/// <param name="Bundle">Files in one send.</param>
/// <param name="By">Who of ours.</param>
internal sealed record Goal(string Against, double AtMost, int MinSize, int MaxSize, int Bundle = 1, string By = ContestantCatalog.Auto);
