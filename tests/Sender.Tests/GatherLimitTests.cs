using MappingCache.Platform.Linux.Sending;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

[LinuxOnly("elsewhere nothing is measured")]
public sealed class GatherLimitTests
{
    [Test]
    public void What_is_cheaper_is_measured_and_lies_in_its_bounds()
    {
        TestContext.Out.WriteLine($"{GatherCalibration.Limit:N0} bytes");

        Assert.That(GatherCalibration.Limit, Is.EqualTo(long.MaxValue).Or.InRange(8 << 10, 512 << 10));
        Assert.That(WindowCacheFactory.CreateTransmitter().GatherLimit, Is.EqualTo(GatherCalibration.Limit));
    }

    [Test]
    public void A_negative_limit_is_refused() =>
        Assert.That(() => FileSender.Create(new FileSenderOptions { GatherLimit = -1 }), Throws.TypeOf<ArgumentOutOfRangeException>());
}
