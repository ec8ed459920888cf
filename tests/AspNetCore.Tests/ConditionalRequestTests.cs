using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Tests;

internal sealed class ConditionalRequestTests
{
    private const long Length = 1000;
    private const int MaxRanges = 4;
    private const string Before = "Fri, 01 Mar 2024 11:59:59 GMT";
    private const string Exactly = "Fri, 01 Mar 2024 12:00:00 GMT";
    private const string After = "Fri, 01 Mar 2024 12:00:01 GMT";

    private static readonly Validators s_validators =
        new("\"abc\"", new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public void WithoutConditionsTheWholeFileIsSent() => Expect(200, 0, Length, "");

    [TestCase(304, "\"abc\"")]
    [TestCase(304, "W/\"abc\"")]
    [TestCase(304, "\"x\", \"abc\"")]
    [TestCase(304, "*")]
    [TestCase(200, "\"x\"")]
    [TestCase(200, "\"x\", W/\"y\"")]
    [TestCase(200, "abc")]
    public void IfNoneMatch(int status, string value) => Expect(status, $"If-None-Match: {value}");

    [TestCase(200, "\"abc\"")]
    [TestCase(200, "\"x\", \"abc\"")]
    [TestCase(200, "*")]
    [TestCase(412, "W/\"abc\"")]
    [TestCase(412, "\"x\"")]
    [TestCase(412, "abc")]
    public void IfMatch(int status, string value) => Expect(status, $"If-Match: {value}");

    [TestCase(200, Before)]
    [TestCase(304, Exactly)]
    [TestCase(304, After)]
    [TestCase(200, "yesterday")]
    public void IfModifiedSince(int status, string value) => Expect(status, $"If-Modified-Since: {value}");

    [TestCase(412, Before)]
    [TestCase(200, Exactly)]
    [TestCase(200, After)]
    [TestCase(200, "yesterday")]
    public void IfUnmodifiedSince(int status, string value) => Expect(status, $"If-Unmodified-Since: {value}");

    [Test]
    public void TagsGoBeforeDates()
    {
        Expect(200, "If-None-Match: \"x\"", $"If-Modified-Since: {After}");
        Expect(304, "If-None-Match: \"abc\"", $"If-Modified-Since: {Before}");
        Expect(200, "If-Match: \"abc\"", $"If-Unmodified-Since: {Before}");
        Expect(412, "If-Match: \"x\"", $"If-Unmodified-Since: {After}");
    }

    [Test]
    public void WhatMustNotProceedIsNotCalledUnmodified() => Expect(412, "If-Match: \"x\"", "If-None-Match: \"abc\"");

    [TestCase("bytes=0-0", 0L, 1L)]
    [TestCase("bytes=10-19", 10L, 10L)]
    [TestCase("bytes=990-", 990L, 10L)]
    [TestCase("bytes=990-5000", 990L, 10L)]
    [TestCase("bytes=-10", 990L, 10L)]
    [TestCase("bytes=-5000", 0L, Length)]
    [TestCase("BYTES=10-19", 10L, 10L)]
    public void OneRangeIsSent(string range, long offset, long length) => Expect(206, offset, length, $"Range: {range}");

    [TestCase("bytes=5-2")]
    [TestCase("bytes=0-1,5-2")]
    [TestCase("bytes=")]
    [TestCase("bytes=,")]
    [TestCase("bytes=1-2-3")]
    [TestCase("bytes=+1-2")]
    [TestCase("bytes=a-b")]
    [TestCase("bytes=-")]
    [TestCase("bytes")]
    [TestCase("pages=1-2")]
    [TestCase("bytes=99999999999999999999-")]
    public void OtherRangesAreIgnored(string range) => Expect(200, 0, Length, $"Range: {range}");

    [TestCase("bytes=1000-")]
    [TestCase("bytes=1000-2000")]
    [TestCase("bytes=-0")]
    public void RangesPastTheEndCannotBeHad(string range) => Expect(416, 0, 0, $"Range: {range}");

    [TestCase(206, "\"abc\"")]
    [TestCase(200, "W/\"abc\"")]
    [TestCase(200, "\"x\"")]
    [TestCase(200, Exactly)] // A date of whole seconds does not tell two versions apart.
    [TestCase(200, Before)]
    [TestCase(200, After)]
    [TestCase(200, "abc")]
    public void IfRange(int status, string value) => Expect(status, "Range: bytes=0-9", $"If-Range: {value}");

    [Test]
    public void IfRangeLetsAnOutdatedRangePast() => Expect(200, "Range: bytes=5000-", "If-Range: \"x\"");

    [Test]
    public void ConditionsGoBeforeRanges()
    {
        Expect(304, "Range: bytes=5000-", "If-None-Match: \"abc\"");
        Expect(412, "Range: bytes=0-9", "If-Match: \"x\"");
    }

    [Test]
    public void HeadKnowsNoRanges() =>
        Assert.That(Evaluate(isGet: false, "Range: bytes=5-9"), Is.EqualTo(new ResponsePlan(200, new ByteRange(0, Length))));

    [Test]
    public void EveryChangeOfAFileChangesItsTag()
    {
        FileIdentity identity = new(1, 2);
        FileVersion version = new(3, 4, 5);
        string?[] tags =
        [
            Tag(identity, version),
            Tag(identity with { Volume = 9 }, version),
            Tag(identity with { Number = UInt128.MaxValue }, version),
            Tag(identity, version with { Length = 9 }),
            Tag(identity, version with { ModifiedNanoseconds = -9 }),
            Tag(identity, version with { ChangedNanoseconds = 9 }),
        ];
        Assert.That(tags, Is.Unique);
        Assert.That(Tag(new FileIdentity(1, 2), new FileVersion(3, 4, 5)), Is.EqualTo(tags[0]));

        static string Tag(FileIdentity identity, FileVersion version) => Validators.Of(identity, version).Tag;
    }

    [TestCase(1_709_294_400_999_999_999L, "2024-03-01T12:00:00.0000000+00:00")]
    [TestCase(-100L, "1969-12-31T23:59:59.0000000+00:00")]
    public void TimesAreCutToSeconds(long nanoseconds, string expected) =>
        Assert.That(Validators.Of(default, new FileVersion(0, nanoseconds, 0)).LastModified.ToString("O"), Is.EqualTo(expected));

    private static void Expect(int status, params string[] headers) =>
        Assert.That(Evaluate(isGet: true, headers).Status, Is.EqualTo(status));

    private static void Expect(int status, long offset, long length, string header) =>
        Assert.That(Evaluate(isGet: true, header), Is.EqualTo(new ResponsePlan(status, new ByteRange(offset, length))));

    private static ResponsePlan Evaluate(bool isGet, params string[] headers)
    {
        HeaderDictionary dictionary = [];
        foreach (string header in headers.Where(header => header.Length > 0))
        {
            string[] parts = header.Split(": ", 2);
            dictionary.Append(parts[0], parts[1]);
        }

        return ConditionalRequest.Evaluate(dictionary, isGet, s_validators, Length, MaxRanges);
    }
}
