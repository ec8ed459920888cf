using MappingCache.Harness.Data;

namespace MappingCache.Harness.Reporting;

/// <summary>The piece of the README that is made from one result, between two marks.</summary>
internal static class ReadmeBlock
{
    public const string File = "README.md";

    private const string Begin = "<!-- figures of ";
    private const string BeginEnd = ": written by perf/Harness readme -->";
    private const string End = "<!-- end of figures -->";

    /// <summary>Which result a README's figures are of.</summary>
    /// <exception cref="HarnessException">It has no such marks.</exception>
    public static string ResultOf(string readme)
    {
        (int start, _) = Find(readme);
        int name = start + Begin.Length;
        int end = readme.IndexOf(BeginEnd, name, StringComparison.Ordinal);
        return end > 0 ? readme[name..end] : throw new HarnessException("The mark of the README's figures does not name their result.");
    }

    /// <summary>A README with the figures of another result.</summary>
    /// <exception cref="HarnessException">It has no marks for them.</exception>
    public static string With(string readme, RunResult run)
    {
        (int start, int end) = Find(readme);
        return $"{readme[..start]}{Begin}{run.Name}{BeginEnd}\n\n{ReadmeTable.Of(run)}\n{readme[end..]}";
    }

    /// <summary>Writes the figures into a README, or looks whether they are there.</summary>
    /// <returns>The exit code: 1 if they are not there and were only looked for.</returns>
    public static int Update(string path, RunResult run, bool check)
    {
        string readme = System.IO.File.ReadAllText(path);
        string wanted = With(readme, run);
        if (check && wanted != readme)
        {
            HarnessCommand.Complain($"{path} does not have the figures of {run.Name}: run readme {run.Name}.");
            return 1;
        }

        if (!check)
        {
            System.IO.File.WriteAllText(path, wanted);
        }

        return 0;
    }

    private static (int Start, int End) Find(string readme)
    {
        int start = readme.IndexOf(Begin, StringComparison.Ordinal);
        int end = start < 0 ? -1 : readme.IndexOf(End, start, StringComparison.Ordinal);
        return end >= 0 ? (start, end) : throw new HarnessException($"The README has no place for figures: a line that begins with '{Begin}' and one that is '{End}'.");
    }
}
