using Microsoft.Net.Http.Headers;

namespace MappingCache.AspNetCore.Tests;

internal sealed class ByteRangeTests
{
    [TestCase(0L, 0L, 10L, 0L, 1L)]
    [TestCase(0L, 9L, 10L, 0L, 10L)]
    [TestCase(9L, 9L, 10L, 9L, 1L)]
    [TestCase(3L, null, 10L, 3L, 7L)]
    [TestCase(3L, 100L, 10L, 3L, 7L)]
    [TestCase(null, 4L, 10L, 6L, 4L)]
    [TestCase(null, 10L, 10L, 0L, 10L)]
    [TestCase(null, 11L, 10L, 0L, 10L)]
    [TestCase(0L, long.MaxValue, long.MaxValue, 0L, long.MaxValue)]
    [TestCase(5_000_000_000L, 5_000_000_009L, 6_000_000_000L, 5_000_000_000L, 10L)]
    [TestCase(null, 1L, 6_000_000_000L, 5_999_999_999L, 1L)]
    public void IsCutToTheFile(long? from, long? to, long fileLength, long offset, long length)
    {
        Assert.That(ByteRange.TryResolve(new RangeItemHeaderValue(from, to), fileLength, out ByteRange range), Is.True);
        Assert.That(range, Is.EqualTo(new ByteRange(offset, length)));
    }

    [TestCase(10L, null, 10L)]
    [TestCase(10L, 20L, 10L)]
    [TestCase(long.MaxValue, null, 10L)]
    [TestCase(null, 0L, 10L)]
    [TestCase(0L, null, 0L)]
    [TestCase(null, 5L, 0L)]
    public void BytesThatTheFileHasNotCannotBeHad(long? from, long? to, long fileLength) =>
        Assert.That(ByteRange.TryResolve(new RangeItemHeaderValue(from, to), fileLength, out _), Is.False);
}
