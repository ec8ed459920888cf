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

    /// <summary>A line for each operation.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (string operation in _counts.Keys.Select(static key => key.Operation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{operation,-26}");
            foreach (ChaosOutcome outcome in s_outcomes)
            {
                text.Append(CultureInfo.InvariantCulture, $" {outcome} {_counts.GetValueOrDefault((operation, outcome)):N0}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }
}
