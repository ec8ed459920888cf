using System.Globalization;

namespace MappingCache.Micro.Races;

/// <summary>Shows what of <see cref="MustCatalog"/> was measured. Only shown: whether it is good enough is for the reader to judge.</summary>
internal static class Musts
{
    /// <summary>Prints those whose races were run.</summary>
    public static void Write(TextWriter output, IReadOnlyList<RaceResult> races)
    {
        output.WriteLine($"{"What it must do",-54} {"wanted",8} {"found",8} {"p10..p90",14}");
        foreach (Must must in MustCatalog.Ratios)
        {
            if (races.FirstOrDefault(race => race.Name == must.Race) is { } race)
            {
                Spread found = PairResult.Of((must.Over, must.Under), [.. race.Contenders]).Ratio;
                string wanted = string.Create(CultureInfo.InvariantCulture, $"{(must.IsLeast ? ">=" : "<=")} {must.Limit:0.##}");
                Line(must.What, wanted, found.Median.ToString("F2", CultureInfo.InvariantCulture), RaceReport.Range(found));
            }
        }

        double[] bytes =
        [
            .. races.SelectMany(static race => race.Contenders)
                .Where(static contender => MustCatalog.AllocateNothing.Contains(contender.Name, StringComparer.Ordinal))
                .Select(static contender => contender.BytesPerOperation),
        ];
        if (bytes.Length > 0)
        {
            Line("most bytes allocated, leases apart", "0", bytes.Max().ToString("0.##", CultureInfo.InvariantCulture), "");
        }

        void Line(string what, string wanted, string found, string range) =>
            output.WriteLine($"  {what,-52} {wanted,8} {found,8} {range,14}".TrimEnd());
    }
}
