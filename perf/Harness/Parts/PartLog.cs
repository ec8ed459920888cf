using MappingCache.Harness.Data;
using MappingCache.Harness.Reporting;

namespace MappingCache.Harness.Parts;

/// <summary>What a part has to say while it runs: figures, and what was left out. It is shown at once, and kept.</summary>
/// <param name="deadline">When what is left is left out.</param>
internal sealed class PartLog(Deadline deadline)
{
    private readonly List<string> _notices = [];
    private readonly List<Figure> _figures = [];

    public IReadOnlyList<string> Notices => _notices;

    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Whether there is time for a case; if there is none, the case is named as left out.</summary>
    public bool Begins(string @case)
    {
        if (deadline.IsOver)
        {
            Note($"{@case} was left out: the time was over.");
        }

        return !deadline.IsOver;
    }

    /// <summary>Says something that a reader has to know.</summary>
    public void Note(string notice)
    {
        _notices.Add(notice);
        Console.Error.WriteLine(notice);
    }

    /// <summary>Writes a figure down.</summary>
    public void Add(Figure figure)
    {
        if (figure.Rounds.Count > 0)
        {
            _figures.Add(figure);
            Console.WriteLine($"  {figure.Case,-18} {figure.Contestant,-24} {figure.Quantity,-10} {Numbers.WithUnit(figure.Spread.Median, figure.Quantity),12}");
        }
    }
}
