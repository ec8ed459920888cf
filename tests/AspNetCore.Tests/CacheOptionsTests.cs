using System.CommandLine;
using MappingCache.Cli;

namespace MappingCache.AspNetCore.Tests;

/// <summary>What the options of a command come to.</summary>
internal sealed class CacheOptionsTests
{
    [Test]
    public void NothingSaidIsTheDefault() => Assert.That(Of([]), Is.EqualTo(new WindowCacheOptions()));

    [Test]
    public void EachOptionSetsItsOwn()
    {
        Assert.That(Of(["--slots", "7"]), Is.EqualTo(new WindowCacheOptions { SlotCount = 7 }));
        Assert.That(Of(["--window", "64K"]), Is.EqualTo(new WindowCacheOptions { WindowSize = 64 * 1024 }));
        Assert.That(Of(["--copy"]), Is.EqualTo(new WindowCacheOptions { Copy = CopyMode.Always }));
        Assert.That(Of(["--leases"]), Is.EqualTo(new WindowCacheOptions { FileLeases = FileLeaseMode.Opportunistic }));
    }

    private static WindowCacheOptions Of(string[] arguments)
    {
        Command command = new("command");
        CacheOptions options = new();
        options.AddTo(command);
        return options.Of(command.Parse(arguments));
    }
}
