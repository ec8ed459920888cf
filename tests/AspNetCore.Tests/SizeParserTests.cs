using MappingCache.Cli;

namespace MappingCache.AspNetCore.Tests;

internal sealed class SizeParserTests
{
    [TestCase("1", 1)]
    [TestCase("65536", 65536)]
    [TestCase("64K", 65536)]
    [TestCase("64k", 65536)]
    [TestCase("256KiB", 262144)]
    [TestCase("1M", 1048576)]
    [TestCase("1MB", 1048576)]
    [TestCase("1G", 1073741824)]
    public void SizesAreRead(string text, int bytes)
    {
        Assert.That(SizeParser.TryParse(text, out int parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("K")]
    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase("1.5M")]
    [TestCase("1 K")]
    [TestCase("1T")]
    [TestCase("1KK")]
    [TestCase("1B")]
    [TestCase("2G")]
    [TestCase("9999999999")]
    [TestCase("64Kx")]
    public void OtherTextIsRefused(string text) => Assert.That(SizeParser.TryParse(text, out _), Is.False);

    [TestCase("0", 0)]
    [TestCase("4G", 4L << 30)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void SizesOfFilesMayBeNothingOrLarge(string text, long bytes)
    {
        Assert.That(SizeParser.TryParseLong(text, out long parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(bytes));
    }

    [TestCase("-1")]
    [TestCase("9223372036854775808")]
    [TestCase("8589934592G")]
    public void WhatNoFileCanHaveIsRefused(string text) => Assert.That(SizeParser.TryParseLong(text, out _), Is.False);
}
