using MappingCache.Micro;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Data;

/// <summary>What one part of a run leaves behind.</summary>
/// <param name="Part">The part's name, one of <see cref="PartNames"/>.</param>
/// <param name="Machine">Where and of what it was measured.</param>
/// <param name="Mode">How long: full or quick.</param>
/// <param name="Seconds">What it took.</param>
/// <param name="Notices">What was left out, and why; what else a reader has to know.</param>
/// <param name="Figures">Every figure, with every round.</param>
internal sealed record PartResult(
    string Part, Machine Machine, string Mode, double Seconds, IReadOnlyList<string> Notices, IReadOnlyList<Figure> Figures)
{
    /// <summary>The cases, each with its figures, in the order in which they were measured.</summary>
    public IEnumerable<IGrouping<string, Figure>> Cases() => Figures.GroupBy(static figure => figure.Case, StringComparer.Ordinal);

    /// <summary>A figure; null if it was not measured.</summary>
    public Figure? Find(string @case, string contestant, string quantity) =>
        Figures.FirstOrDefault(figure => figure.Case == @case && figure.Contestant == contestant && figure.Quantity == quantity && figure.Rounds.Count > 0);

    /// <summary>A figure beside another contestant's, round by round.</summary>
    /// <returns>Null if one of them was not measured.</returns>
    public Spread? Ratio(string @case, string quantity, string over, string under) =>
        Find(@case, over, quantity) is { } first && Find(@case, under, quantity) is { } second && second.Rounds.All(static round => round > 0)
            ? Spread.OfRatios(first.Rounds, second.Rounds)
            : null;

    /// <summary>A figure beside the one that it is always set beside; null if there is none.</summary>
    public Spread? Ratio(Figure figure) => figure.Reference is { } reference ? Ratio(figure.Case, figure.Quantity, figure.Contestant, reference) : null;
}
