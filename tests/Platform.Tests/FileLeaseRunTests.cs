using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What leases promise, in a run that must fail without them.</summary>
[LinuxOnly("Windows has no such leases")]
[CancelAfter(120_000)]
public sealed class FileLeaseRunTests
{
    private const int Plenty = 32;

    [Test]
    public void No_window_is_poisoned_and_none_that_is_mapped_is_torn([Values(FileLeaseRun.Readers + 1, Plenty)] int slots)
    {
        FileLeaseRun run = Run(FileLeaseMode.Opportunistic, slots);
        Assert.That((run.Faults, run.Torn), Is.EqualTo((0, 0)));
        Assert.That(run.Mapped, Is.Positive, "windows were mapped");
        Assert.That(run.Broken, Is.GreaterThanOrEqualTo(FileLeaseRun.Rounds));
    }

    [Test]
    public void Without_leases_the_same_run_fails()
    {
        FileLeaseRun run = Run(FileLeaseMode.Off, Plenty);
        Assert.That(run.Faults + run.Torn, Is.Positive);
    }

    private static FileLeaseRun Run(FileLeaseMode mode, int slots) => new FileLeaseRun(mode, slots, TestContext.CurrentContext.Random.Next()).Run();
}
