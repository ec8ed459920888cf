using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Chaos;

/// <summary>The run of <see cref="ChaosTests"/> on users, a cache and a server that are broken on purpose: it must catch every one of them.</summary>
[LinuxOnly("Windows lets nobody cut, replace or delete a file of which windows are mapped")]
public sealed class ChaosTwinTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

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

    private static async Task Catches(Func<ChaosOptions, ChaosOptions> breaks)
    {
        ChaosOptions options = new(ChaosTests.Seed(), s_longest, ChaosMode.All[0]) { HasProcesses = false, Files = 4, LongestPause = TimeSpan.FromMilliseconds(1) };
        ChaosResult result = await new ChaosRun(breaks(options)).RunAsync();
        await TestContext.Out.WriteLineAsync(result.ToString());
        Assert.That(string.Join('\n', result.Wrong), Does.Contain("byte 00 of file"), "the run must be able to fail");
    }
}
