using System.Globalization;
using MappingCache.Harness.Data;
using MappingCache.Harness.Workloads;
using MappingCache.Micro.Races;

namespace MappingCache.Harness.Reporting;

/// <summary>Writes numbers for readers: three digits, and no more than are known.</summary>
internal static class Numbers
{
    private const int Kilo = 1000;

    /// <summary>A number to three digits: 0.38, 1.33, 12.5, 432, 12,345.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        _ when double.IsInfinity(value) => "∞",
        0 => "0",
        < 0.01 => value.ToString("0.####", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>A round number beside an axis, without digits that say nothing.</summary>
    public static string Tick(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);

    /// <summary>A number with its unit; long times in the next larger one.</summary>
    public static string WithUnit(double value, string quantity)
    {
        string unit = Quantities.UnitOf(quantity);
        return (unit, value) switch
        {
            ("ns", >= Kilo * Kilo) => $"{Short(value / Kilo / Kilo)} ms",
            ("ns", >= Kilo) => $"{Short(value / Kilo)} µs",
            ("µs", >= Kilo) => $"{Short(value / Kilo)} ms",
            ("", _) => Short(value),
            _ => $"{Short(value)} {unit}",
        };
    }

    /// <summary>From the 10th to the 90th percentile.</summary>
    public static string Range(Spread spread) => $"{Short(spread.P10)} to {Short(spread.P90)}";

    /// <summary>What a curve runs over: sizes as they are written in options, other counts as they are.</summary>
    public static string At(double at, string? unit) =>
        unit == Figure.Bytes ? Workload.SizeText((int)at) : at.ToString("N0", CultureInfo.InvariantCulture);
}
