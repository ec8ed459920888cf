namespace MappingCache.AspNetCore.Tests;

internal sealed class DirectoryListingTests
{
    private static readonly DateTime s_time = new(2024, 3, 1, 12, 34, 56, DateTimeKind.Utc);

    [Test]
    public void NamesAreEncoded()
    {
        string page = Render(hasParent: false, new ListingEntry("<b>&\"'#?%2F é.txt", IsDirectory: false, 5, s_time));
        Assert.That(page, Does.Contain("href=\"./%3Cb%3E%26%22%27%23%3F%252F%20%C3%A9.txt\""));
        Assert.That(page, Does.Contain(">&lt;b&gt;&amp;&quot;&#x27;#?%2F é.txt</a>"));
        Assert.That(page, Does.Not.Contain("<b>"));
    }

    [Test]
    public void NamesCannotBeSchemes() =>
        Assert.That(Render(hasParent: false, new ListingEntry("javascript:x", IsDirectory: false, 5, s_time)), Does.Contain("href=\"./javascript%3Ax\""));

    [Test]
    public void TitleIsEncoded() =>
        Assert.That(DirectoryListing.Render("/<script>/", hasParent: true, []), Does.Contain("<h1>/&lt;script&gt;/</h1>"));

    [Test]
    public void ShowsLengthAndTimeOfFilesAndSlashOfDirectories()
    {
        string page = Render(
            hasParent: false,
            new ListingEntry("d", IsDirectory: true, 0, s_time),
            new ListingEntry("f", IsDirectory: false, 1536, s_time));
        Assert.That(page, Does.Contain("<a href=\"./d/\">d/</a></td><td></td><td>2024-03-01 12:34</td>"));
        Assert.That(page, Does.Contain("<a href=\"./f\">f</a></td><td>1.5 KiB</td><td>2024-03-01 12:34</td>"));
    }

    [Test]
    public void OnlyWhereThereIsAParentIsOneLinked()
    {
        Assert.That(Render(hasParent: true), Does.Contain("href=\"../\""));
        Assert.That(Render(hasParent: false), Does.Not.Contain("href="));
    }

    [Test]
    public void SuitsPhonesAndDarkness()
    {
        string page = Render(hasParent: false);
        Assert.That(page, Does.Contain("width=device-width").And.Contain("prefers-color-scheme: dark").And.Not.Contain("<script"));
    }

    [TestCase(0L, "0 B")]
    [TestCase(1023L, "1023 B")]
    [TestCase(1024L, "1.0 KiB")]
    [TestCase(5L << 30, "5.0 GiB")]
    [TestCase(long.MaxValue, "8.0 EiB")]
    public void LengthsAreShort(long bytes, string expected) => Assert.That(DirectoryListing.FormatLength(bytes), Is.EqualTo(expected));

    private static string Render(bool hasParent, params ListingEntry[] entries) => DirectoryListing.Render("/x/", hasParent, entries);
}
