using MappingCache.Platform.Linux;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

[LinuxOnly("the limits of Linux")]
public sealed class LinuxLimitsTests
{
    private static readonly string[] s_unlimited =
    [
        "Limit                     Soft Limit           Hard Limit           Units     ",
        "Max stack size            8388608              unlimited            bytes     ",
        "Max open files            1024                 4096                 files     ",
        "Max address space         unlimited            unlimited            bytes     ",
    ];

    [Test]
    public void Map_areas_are_what_is_left_of_the_limit()
    {
        MachineLimits limits = LinuxLimits.Read("65530\n", areasInUse: 482, s_unlimited, "1000 500 1 1 0 1 0", promised: 10_000);

        Assert.That(limits.MapAreas, Is.EqualTo(65530 - 482 - 10_000 - 2048));
        Assert.That(limits.AddressBytes, Is.Null);
        Assert.That(limits.Descriptors, Is.EqualTo(1024), "the soft limit");
        Assert.That(limits.MapAreasRemedy, Does.Contain("vm.max_map_count is 65530").And.Contain("sysctl"));
    }

    [Test]
    public void None_left_is_none_and_not_less() =>
        Assert.That(LinuxLimits.Read("1000", areasInUse: 900, s_unlimited, "0", promised: 0).MapAreas, Is.Zero);

    [Test]
    public void An_address_limit_counts_less_what_is_in_use()
    {
        string[] limited = [.. s_unlimited[..3], "Max address space         1073741824           unlimited            bytes     "];

        MachineLimits limits = LinuxLimits.Read("65530", areasInUse: 0, limited, "1000 500 1 1 0 1 0", promised: 0);

        Assert.That(limits.AddressBytes, Is.EqualTo((1L << 30) - (1000L * Environment.SystemPageSize) - (256L << 20)));
        Assert.That(limits.AddressRemedy, Does.Contain("ulimit -v"));
    }

    [Test]
    public void This_machine_can_be_read()
    {
        MachineLimits limits = new MapAreaBudget().ReadLimits();

        Assert.That(limits.PageSize, Is.EqualTo(Environment.SystemPageSize));
        Assert.That(limits.MapAreas, Is.Positive);
    }
}
