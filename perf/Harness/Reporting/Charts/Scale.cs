namespace MappingCache.Harness.Reporting.Charts;

/// <summary>Where a value lies on an axis.</summary>
internal sealed class Scale
{
    private const int Decade = 10;
    private const int MostTicks = 7;
    private const int FewTicks = 3;

    // The steps of a logarithmic axis within a decade: all of them, or fewer where a chart spans more.
    private static readonly double[][] s_steps = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

    private readonly bool _isLogarithmic;
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    private Scale(bool isLogarithmic, double low, double high, double from, double to, IReadOnlyList<double> ticks)
    {
        (_isLogarithmic, _low, _high, _from, _to) = (isLogarithmic, low, high, from, to);
        Ticks = ticks;
    }

    /// <summary>The values that are written beside the axis.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis on which equal ratios are equally long.</summary>
    /// <param name="values">What is to lie on it, all above 0; at least one.</param>
    /// <param name="from">Where the smallest lies.</param>
    /// <param name="to">Where the largest lies.</param>
    /// <param name="ticks">The values to be written beside it; null for round ones.</param>
    public static Scale Logarithmic(IEnumerable<double> values, double from, double to, IReadOnlyList<double>? ticks = null)
    {
        const double Margin = 1.12;
        double[] all = [.. values];
        double low = all.Min() / Margin;
        double high = all.Max() * Margin;
        return new Scale(isLogarithmic: true, low, high, from, to, ticks ?? RoundLogarithms(low, high));
    }

    /// <summary>An axis from 0 on which equal differences are equally long.</summary>
    public static Scale Linear(IEnumerable<double> values, double from, double to)
    {
        const double Margin = 1.05;
        double high = Math.Max(values.Max() * Margin, double.Epsilon);
        double chosen = StepFor(high);
        double[] ticks = [.. Enumerable.Range(0, (int)(high / chosen) + 1).Select(i => i * chosen)];
        return new Scale(isLogarithmic: false, 0, high, from, to, ticks);
    }

    /// <summary>The place of a value; what lies beyond the ends is put there.</summary>
    public double Of(double value)
    {
        double at = Math.Clamp(value, _low, _high);
        double part = _isLogarithmic ? Math.Log(at / _low) / Math.Log(_high / _low) : (at - _low) / (_high - _low);
        return _from + (part * (_to - _from));
    }

    private static double[] RoundLogarithms(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low));
        int last = (int)Math.Ceiling(Math.Log10(high));
        double[][] choices =
        [
            .. s_steps.Select(steps => (double[])[.. Enumerable.Range(first, last - first + 1)
                .SelectMany(decade => steps.Select(step => step * Math.Pow(Decade, decade))).Where(value => value >= low && value <= high)]),
        ];
        double[] found = Array.Find(choices, static choice => choice.Length <= MostTicks) ?? choices[^1];
        return found.Length >= FewTicks ? found : Even(low, high);
    }

    // Where a few hundredths are all that there is, round ones at equal distances.
    private static double[] Even(double low, double high)
    {
        double step = StepFor(high - low);
        int first = (int)Math.Ceiling(low / step);
        return [.. Enumerable.Range(first, (int)Math.Floor(high / step) - first + 1).Select(i => i * step)];
    }

    private static double StepFor(double range)
    {
        double decade = Math.Pow(Decade, Math.Floor(Math.Log10(range)));
        double[] steps = [decade / 5, decade / 2, decade, decade * 2];
        return Array.Find(steps, candidate => range / candidate <= MostTicks);
    }
}
