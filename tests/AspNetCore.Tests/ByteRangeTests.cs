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
    public void IsCutToTheFile(long? from, long? to, long fileLength, long offset, long length) =>
        Assert.That(ByteRange.Resolve(from, to, fileLength), Is.EqualTo(new ByteRange(offset, length)));

    [TestCase(10L, null, 10L)]
    [TestCase(10L, 20L, 10L)]
    [TestCase(long.MaxValue, null, 10L)]
    [TestCase(null, 0L, 10L)]
    [TestCase(0L, null, 0L)]
    [TestCase(null, 5L, 0L)]
    public void BytesThatTheFileHasNotCannotBeHad(long? from, long? to, long fileLength) =>
        Assert.That(ByteRange.Resolve(from, to, fileLength).Length, Is.Zero);

    [TestCase(0, 10, 10, 5, true)]
    [TestCase(0, 10, 5, 100, true)]
    [TestCase(0, 10, 14, 5, true)]
    [TestCase(0, 10, 15, 5, false)]
    [TestCase(0, 100, 20, 5, true)]
    public void TouchesWhatIsNear(long offset, long length, long otherOffset, long otherLength, bool expected)
    {
        ByteRange range = new(offset, length);
        ByteRange other = new(otherOffset, otherLength);
        Assert.That(range.Touches(other, gap: 5), Is.EqualTo(expected));
        Assert.That(other.Touches(range, gap: 5), Is.EqualTo(expected));
        Assert.That(range.Join(other), Is.EqualTo(other.Join(range)));
        Assert.That(range.Join(other).Offset, Is.Zero);
        Assert.That(range.Join(other).End, Is.EqualTo(Math.Max(range.End, other.End)));
    }
}
