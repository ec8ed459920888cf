using System.Globalization;

namespace MappingCache.Cli;

/// <summary>A file's windows and their residency, in words. Read anew each time they are gone through.</summary>
internal sealed class FileWindows(MappedFile file, int windowSize)
{
    /// <summary>What the figures of a window are called.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["window", "offset", "bytes", "in memory"];

    /// <summary>The file, its length and its windows' size.</summary>
    public string Summary => Text($"{file.Path}: {file.Length:N0} bytes in windows of {windowSize:N0}");

    /// <summary>The figures of each window, in the order of <see cref="Columns"/>.</summary>
    public IEnumerable<string[]> Rows()
    {
        long end = file.Length;
        for (long offset = 0; offset < end; offset += windowSize)
        {
            WindowResidency window = file.GetResidency(offset);
            yield return [Text($"{offset / windowSize:N0}"), Text($"{offset:N0}"), Text($"{window.Length:N0}"), InMemory(window)];
        }
    }

    /// <summary>What of the whole file is in memory.</summary>
    public string Total()
    {
        long resident = 0;
        long end = file.Length;
        for (long offset = 0; offset < end; offset += windowSize)
        {
            if (file.GetResidency(offset).ResidentBytes is not { } bytes)
            {
                return "in memory: the system does not tell";
            }

            resident += bytes;
        }

        return Text($"in memory: {resident:N0} of {end:N0} bytes");
    }

    /// <summary>Writes a line for the file, one for each window, and one for them all.</summary>
    public void WriteTo(TextWriter writer)
    {
        writer.WriteLine(Summary);
        writer.WriteLine(string.Join('\t', Columns));
        foreach (string[] row in Rows())
        {
            writer.WriteLine(string.Join('\t', row));
        }

        writer.WriteLine(Total());
    }

    private static string InMemory(WindowResidency window) => window.ResidentBytes is { } bytes
        ? Text($"{bytes:N0} ({100.0 * bytes / window.Length:0} %)")
        : "unknown";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
