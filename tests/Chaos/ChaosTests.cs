using System.Globalization;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Chaos;

/// <summary>The promises about files that change, in each mode, for some seconds unless MAPPINGCACHE_CHAOS_SECONDS says otherwise. That the run can fail is shown by <see cref="ChaosTwinTests"/>.</summary>
[LinuxOnly("Windows lets nobody cut, replace or delete a file of which windows are mapped")]
public sealed class ChaosTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("MAPPINGCACHE_CHAOS_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 8);

    private static IReadOnlyList<ChaosMode> Modes => ChaosMode.All;

    [TestCaseSource(nameof(Modes))]
    public async Task What_ends_without_an_error_holds_what_somebody_has_written_there(ChaosMode mode)
    {
        ChaosOptions options = new(Seed(), s_duration, mode);
        ChaosResult result = await new ChaosRun(options).RunAsync();
        await TestContext.Out.WriteLineAsync(result.ToString());

        Assert.That(result.Wrong, Is.Empty);
        Assert.That(options.Operations.Select(operation => result.Tally.CountOf(operation, ChaosOutcome.Complete)), Is.All.Positive, "a run in which nothing is complete shows nothing");
        Assert.That(result.Steps.Values, Is.All.Positive);
        Assert.That(result.Tally.CountOf(ChaosOutcome.Changed), Is.Positive);
        if (mode.MustFault)
        {
            Assert.That(result.Faults, Is.Positive, "pages that were missed");
        }

        Assert.That(result.Statistics.WindowsSwapped, mode.HasLeases ? Is.Positive : Is.Zero, "windows that were held when a lease was broken");
    }

    internal static int Seed()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        return seed;
    }
}
