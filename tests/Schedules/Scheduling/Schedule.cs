using System.Globalization;
using System.Text;

namespace MappingCache.Tests.Schedules;

/// <summary>
/// Which thread took which step, in order: as text <c>0:Start.Call 1:Start 0:Pin</c>, where a thread's number is followed
/// by the places that it went on from, until another had its turn.
/// </summary>
internal sealed class Schedule
{
    private readonly List<Step> _steps = [];

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    /// <exception cref="FormatException">It is no schedule.</exception>
    public static Schedule Parse(string text)
    {
        Schedule schedule = new();
        foreach (string turn in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = turn.Split(':');
            if (parts.Length != 2 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int thread))
            {
                throw new FormatException($"'{turn}' is no turn of a thread.");
            }

            foreach (string place in parts[1].Split('.'))
            {
                schedule.Add(thread, place);
            }
        }

        return schedule;
    }

    public void Add(int thread, string from) => _steps.Add(new Step(thread, from));

    public override string ToString()
    {
        StringBuilder text = new();
        int last = -1;
        foreach (Step step in _steps)
        {
            _ = step.Thread == last
                ? text.Append('.').Append(step.From)
                : text.Append(last < 0 ? "" : " ").Append(step.Thread).Append(':').Append(step.From);
            last = step.Thread;
        }

        return text.ToString();
    }
}
