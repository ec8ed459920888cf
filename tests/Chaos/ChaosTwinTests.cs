using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Chaos;

/// <summary>The run of <see cref="ChaosTests"/> on users, a cache and a server that are broken on purpose: it must catch every one of them.</summary>
[LinuxOnly("Windows lets nobody cut, replace or delete a file of which windows are mapped")]
public sealed class ChaosTwinTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private const string WrongByte = "byte 00 of file";

    [Test]
    public Task A_reader_that_ignores_IsValid_is_caught() =>
        Catches(options => options with { IsCareless = true, Operations = [WindowOperations.Valid, WindowOperations.Light, WindowOperations.Lease, ReaderOperations.Sequence] });

    [Test]
    public Task A_sender_that_ignores_ThrowIfChanged_is_caught() =>
        Catches(options => options with { IsCareless = true, Operations = [SendOperations.Tls] });

    [Test]
    public Task A_guard_that_poisons_nothing_is_caught() =>
        Catches(options => options with { GuardIsSilent = true, Operations = [WindowOperations.Valid, WindowOperations.Light] });

    [Test]
    public Task A_server_that_does_not_look_after_copying_is_caught() =>
        Catches(options => options with { ServerIsCareless = true, Operations = [HttpOperations.InProcess] });

    [Test]
    public Task A_gathered_send_with_neither_lease_nor_look_is_caught() =>
        Catches(options => options with { IsCareless = true, Mode = WithoutMeans("leases"), Operations = [SendOperations.Gathered] });

    [Test]
    public Task A_cache_that_maps_what_it_should_copy_is_caught() =>
        Catches(options => options with { Mode = WithoutMeans("copies"), Operations = [.. ChaosOperations.All.Where(static operation => !operation.IsExact)] });

    [Test]
    public Task A_lease_that_is_given_back_while_windows_are_mapped_is_caught() =>
        Catches(options => options with { LeasesAreEmpty = true, Mode = Of("leases") }, "faults poisoned windows");

    // Files are cut as in that mode, of a cache that does nothing about it.
    private static ChaosMode WithoutMeans(string name) => Of(name) with { Configure = static options => options, MayFault = true };

    private static ChaosMode Of(string name) => ChaosMode.All.Single(mode => mode.Name == name);

    // Whichever complaint comes first.
    private static async Task Catches(Func<ChaosOptions, ChaosOptions> breaks, string orElse = WrongByte)
    {
        ChaosOptions options = new(ChaosTests.Seed(), s_longest, ChaosMode.All[0]) { HasProcesses = false, LongestPause = TimeSpan.FromMilliseconds(1), LongestHold = TimeSpan.FromMilliseconds(4) };
        ChaosResult result = await new ChaosRun(breaks(options)).RunAsync();
        await TestContext.Out.WriteLineAsync(result.ToString());
        Assert.That(string.Join('\n', result.Wrong), Does.Contain(WrongByte).Or.Contain(orElse), "the run must be able to fail");
    }
}
