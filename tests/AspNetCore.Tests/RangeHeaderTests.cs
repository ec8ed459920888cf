using System.Globalization;

namespace MappingCache.AspNetCore.Tests;

internal sealed class RangeHeaderTests
{
    private const long Length = 10_000;

    [TestCase("bytes=0-9", "0+10")]
    [TestCase(" bytes=0-9 ", "0+10")]
    [TestCase("bytes= 0-9 , 5000-5009", "0+10 5000+10")]
    [TestCase("bytes=5000-5009,0-9", "5000+10 0+10", Description = "in the order of the request")]
    [TestCase("bytes=,0-9,", "0+10", Description = "empty elements are none")]
    [TestCase("bytes=0-9,20000-", "0+10", Description = "what the file has not is left out")]
    [TestCase("bytes=20000-,-0", "")]
    [TestCase("bytes=0-0,-1", "0+1 9999+1")]
    [TestCase("bytes=0-9,5-19", "0+20")]
    [TestCase("bytes=0-9,10-19", "0+20")]
    [TestCase("bytes=0-9,137-137", "0+138", Description = "a gap of 127")]
    [TestCase("bytes=0-9,138-138", "0+10 138+1", Description = "a gap of 128")]
    [TestCase("bytes=0-9,5000-5009,2-3", "0+10 5000+10")]
    [TestCase("bytes=0-9,400-409,200-209,100-300", "0+410", Description = "one that joins all")]
    [TestCase("bytes=0-,0-,0-,0-", "0+10000")]
    [TestCase("bytes=9000-9009,0-9,9010-9019", "9000+20 0+10")]
    public void RangesAreFound(string header, string expected)
    {
        Span<ByteRange> ranges = stackalloc ByteRange[4];
        Assert.That(RangeHeader.TryParse(header, Length, ranges, out int count), Is.True);
        string found = string.Join(' ', ranges[..count].ToArray().Select(static range => string.Create(CultureInfo.InvariantCulture, $"{range.Offset}+{range.Length}")));
        Assert.That(found, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("bytes")]
    [TestCase("bytes=")]
    [TestCase("bytes=,,")]
    [TestCase("bytes 0-9")]
    [TestCase("bytes=-")]
    [TestCase("bytes=9-0")]
    [TestCase("bytes=0-9,9-0")]
    [TestCase("bytes=0-9;5-6")]
    [TestCase("bytes=a-b")]
    [TestCase("bytes=0x1-2")]
    [TestCase("bytes=-1-")]
    [TestCase("bytes=1 - 2")]
    [TestCase("bytes=1-2-3")]
    [TestCase("bytes=99999999999999999999-")]
    [TestCase("bytes=0-99999999999999999999")]
    [TestCase("pages=1-2")]
    [TestCase("bytes=0-1,1000-1001,2000-2001,3000-3001,4000-4001", Description = "too many")]
    [TestCase("bytes=0-1,,,,", Description = "too many, though empty")]
    public void WhatIsNoListOfRangesIsIgnored(string header) =>
        Assert.That(RangeHeader.TryParse(header, Length, stackalloc ByteRange[4], out _), Is.False);

    [Test]
    public void AnyListGivesRangesOfTheFileThatAreApart()
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        ByteRange[] ranges = new ByteRange[16];
        bool[] wanted = new bool[Length];
        for (int round = 0; round < 2000; round++)
        {
            Array.Clear(wanted);
            string[] items = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ =>
            {
                int first = random.Next((int)Length);
                int last = Math.Min(first + random.Next(500), (int)Length - 1);
                wanted.AsSpan(first..(last + 1)).Fill(true);
                return string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
            })];
            Assert.That(RangeHeader.TryParse($"bytes={string.Join(',', items)}", Length, ranges, out int count), Is.True);
            ByteRange[] sorted = [.. ranges.Take(count).OrderBy(static range => range.Offset)];
            foreach ((ByteRange range, ByteRange next) in sorted.Zip(sorted.Skip(1)))
            {
                Assert.That(next.Offset - range.End, Is.GreaterThanOrEqualTo(RangeHeader.Gap));
            }

            foreach (ByteRange range in sorted)
            {
                wanted.AsSpan((int)range.Offset, (int)range.Length).Clear();
                Assert.That(range.End, Is.LessThanOrEqualTo(Length));
            }

            Assert.That(wanted, Has.None.True, "all that was asked for is in one of them");
        }
    }
}
