using System.Diagnostics;
using System.Reflection;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Disassembly;

/// <summary>What the JIT makes of a hit, when it compiles it for good: read from its own listing, which a child process has it write.</summary>
[LinuxOnly("how a thread finds its own block is another instruction elsewhere, and docs/the-hit.md explains one")]
[X64Only("locked instructions are counted, and other processors have none")]
[OptimizedOnly(typeof(WindowCache), "nothing is optimized")]
public sealed class HitListingTests
{
    private const string InChild = "MAPPINGCACHE_TESTS_LISTING";
    private const string Tier = "Tier1";
    private const string Type = nameof(HitPairs);
    private const int Slots = 4;

    private static readonly Lazy<string> s_listings = new(RunChild);

    private static string[] Pairs => [.. typeof(HitPairs).GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Where(static method => method.ReturnType == typeof(int) && method.GetParameters().Length == 2).Select(static method => method.Name)];

    [TestCase("Shared")]
    [TestCase("Light")]
    [TestCase("ByReader")]
    public void A_hit_and_its_end_lock_what_they_must_and_call_nothing(string pair)
    {
        Listing listing = Find(pair);
        TestContext.Out.WriteLine($"{listing.StraightWay().Count} instructions:\n{string.Join('\n', listing.StraightWay())}");
        Assert.That(RulesOf(pair).Broken(listing), Is.Empty);
    }

    [TestCase("TwinWithOneMore", "Shared", "3 locked instructions, not 2")]
    [TestCase("TwinWithFence", "Light", "1 locked instructions, not 0")]
    [TestCase("TwinWithAllocation", "Shared", "calls CORINFO_HELP_NEW")]
    [TestCase("TwinWithLock", "Light", "calls [System.Threading.Lock:Enter")]
    [TestCase("TwinWithInterface", "Shared", "IComparable`1[int]:CompareTo")]
    [TestCase("TwinWithClock", "Light", "GetTimestamp")]
    public void A_twin_that_does_more_is_found_out(string twin, string pair, string found)
    {
        string[] broken = [.. RulesOf(pair).Broken(Find(twin))];
        TestContext.Out.WriteLine(string.Join('\n', broken));
        Assert.That(broken, Has.Some.Contain(found));
    }

    [Test]
    [CancelAfter(120_000)]
    public void Hits_run_until_they_are_compiled_for_good(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(InChild) is null)
        {
            Assert.That(Pairs.Select(static pair => Find(pair).StraightWay().Count), Has.All.GreaterThan(20));
            return;
        }

        using LastTier tier = new(typeof(HitPairs), Pairs);
        using TestCache cache = TestCache.Create(Slots);
        using MappedFile file = cache.OpenNew(seed: 1, windows: Slots);
        long bytes = 0;
        for (long i = 0; !tier.IsReached; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytes += HitPairs.Run(file, file.GetLightReader(), (i % Slots * TestCache.WindowSize) + 1);
        }

        Assert.That(bytes, Is.Positive);
    }

    private static HitRules RulesOf(string pair) => pair switch
    {
        "Shared" => HitRules.Shared,
        "Light" => HitRules.Light,
        _ => HitRules.ByReader,
    };

    private static Listing Find(string pair) => Listing.Find(s_listings.Value, $"{Type}:{pair}", Tier);

    private static string RunChild()
    {
        using TempFolder folder = new();
        string listing = folder["listing"];
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(Hits_run_until_they_are_compiled_for_good)}"])
        {
            Environment =
            {
                [InChild] = "1",
                ["DOTNET_JitDisasm"] = $"*{Type}:*",
                ["DOTNET_JitStdOutFile"] = listing,
                ["DOTNET_TC_CallCountingDelayMs"] = "0",
            },
        };
        (int code, string output) = ChildProgram.Run(start);
        Assert.That(code, Is.Zero, output);
        return File.ReadAllText(listing);
    }
}
