using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace MappingCache.Tests.Chaos;

/// <summary>How often each operation has ended in each way.</summary>
internal sealed class ChaosTally
{
    private static readonly ChaosOutcome[] s_outcomes = Enum.GetValues<ChaosOutcome>();

    private readonly ConcurrentDictionary<(string Operation, ChaosOutcome Outcome), long> _counts = new();

    public void Count(ChaosOperation operation, ChaosOutcome outcome) => _counts.AddOrUpdate((operation.Name, outcome), 1, static (_, count) => count + 1);

    public long CountOf(ChaosOperation operation, ChaosOutcome outcome) => _counts.GetValueOrDefault((operation.Name, outcome));

    public long CountOf(ChaosOutcome outcome) => _counts.Where(count => count.Key.Outcome == outcome).Sum(static count => count.Value);

    /// <summary>A line for each operation, and one for all.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (string operation in _counts.Keys.Select(static key => key.Operation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            AppendLine(text, operation, outcome => _counts.GetValueOrDefault((operation, outcome)));
        }

        AppendLine(text, "all", CountOf);
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string name, Func<ChaosOutcome, long> countOf)
    {
        text.Append(CultureInfo.InvariantCulture, $"{name,-26}");
        foreach (ChaosOutcome outcome in s_outcomes)
        {
            text.Append(CultureInfo.InvariantCulture, $" {outcome} {countOf(outcome):N0}");
        }

        text.AppendLine();
    }
}
