using System.Globalization;

namespace MappingCache.Micro.Races;

/// <summary>The figures that the cache is held to, picked out of the races. Only shown: whether they are good enough is for the reader to judge.</summary>
internal static class Musts
{
    // All that is the cache's, but for what makes a lease.
    private static readonly string[] s_allocateNothing = [HitRace.Shared, HitRace.Light, HitRace.LightReader, MissRace.Remap];

    /// <summary>Prints those whose races were run.</summary>
    public static void Write(TextWriter output, IReadOnlyList<RaceResult> races)
    {
        output.WriteLine($"{"What it must do",-54} {"wanted",8} {"found",8} {"p10..p90",14}");
        ToFloor("shared pair to the floor, hot", "<= 1.9", "hit-hot", HitRace.Shared);
        ToFloor("light to the floor, hot", "<= 0.3", "hit-hot", HitRace.Light);
        ToFloor("light by a reader to the floor, hot", "<= 0.3", "hit-hot", HitRace.LightReader);
        Pair("light with another thread on its window to alone", "1", "hit2-same-hot", HitRace.Light, HitRace.LightAlone);
        Pair("dictionary to light, 30,000 windows", ">= 2.5", "hit-30000", HitRace.Dictionary, HitRace.Light);
        double[] bytes =
        [
            .. races.SelectMany(static race => race.Contenders)
                .Where(static contender => s_allocateNothing.Contains(contender.Name))
                .Select(static contender => contender.BytesPerOperation),
        ];
        if (bytes.Length > 0)
        {
            Line("most bytes allocated, leases apart", "0", bytes.Max().ToString("0.##", CultureInfo.InvariantCulture), "");
        }

        void ToFloor(string what, string wanted, string race, string contender) =>
            Figure(what, wanted, Race(race)?.Contenders.First(result => result.Name == contender).ToFloor);

        void Pair(string what, string wanted, string race, string over, string under) =>
            Figure(what, wanted, Race(race)?.Pairs.First(pair => pair.Over == over && pair.Under == under).Ratio);

        RaceResult? Race(string name) => races.FirstOrDefault(race => race.Name == name);

        void Figure(string what, string wanted, Spread? found)
        {
            if (found is { } spread)
            {
                Line(what, wanted, spread.Median.ToString("F2", CultureInfo.InvariantCulture), RaceReport.Range(spread));
            }
        }

        void Line(string what, string wanted, string found, string range) =>
            output.WriteLine($"  {what,-52} {wanted,8} {found,8} {range,14}".TrimEnd());
    }
}
