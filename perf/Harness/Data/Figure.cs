using System.Text.Json.Serialization;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Data;

/// <summary>One thing that was measured of one contestant in one case, in rounds.</summary>
/// <param name="Family">Cases that differ in one number only and make one curve, by their common name.</param>
/// <param name="Case">The case.</param>
/// <param name="At">That number: bytes of a file or window, or how many windows; null if the case belongs to no curve.</param>
/// <param name="Unit">What that number counts: <see cref="Bytes"/>, or a word.</param>
/// <param name="Threads">Threads at once.</param>
/// <param name="Contestant">Who.</param>
/// <param name="Quantity">What was measured, a name of <see cref="Quantities"/>.</param>
/// <param name="Reference">The contestant whose rounds of the same case this one's are divided by, before they are compared with those of another run; null if the figure stands for itself, because it is counted and not timed.</param>
/// <param name="Rounds">What came out, round by round.</param>
internal sealed record Figure(
    string Family, string Case, double? At, string? Unit, int Threads, string Contestant, string Quantity, string? Reference, IReadOnlyList<double> Rounds)
{
    public const string Bytes = "bytes";

    /// <summary>What the rounds come to; there is at least one.</summary>
    [JsonIgnore]
    public Spread Spread => Spread.Of(Rounds);
}
