namespace MappingCache.AspNetCore.Tests;

internal sealed class EntityTagsTests
{
    private const string Tag = "\"abc\"";

    [TestCase("\"abc\"", true, true)]
    [TestCase("W/\"abc\"", false, true)]
    [TestCase("w/\"abc\"", false, false, Description = "the W is one")]
    [TestCase("*", true, true)]
    [TestCase(" * ", true, true)]
    [TestCase("\"*\"", false, false)]
    [TestCase("\"x\",\"abc\"", true, true)]
    [TestCase("\"x\" , W/\"y\",\"abc\"", true, true)]
    [TestCase(", ,\"abc\",", true, true)]
    [TestCase("\"a,b\", \"abc\"", true, true, Description = "a comma in a tag")]
    [TestCase("\"x\", *", false, false, Description = "a star stands alone")]
    [TestCase("\"ABC\"", false, false)]
    [TestCase("\"ab\"", false, false)]
    [TestCase("\"abcd\"", false, false)]
    [TestCase("\"abc", false, false)]
    [TestCase("abc\"", false, false)]
    [TestCase("abc", false, false)]
    [TestCase("", false, false)]
    [TestCase(",", false, false)]
    [TestCase("W/", false, false)]
    [TestCase("\"", false, false)]
    [TestCase("\"x\"\"abc\"", false, false, Description = "no comma between them")]
    [TestCase("x, \"abc\"", false, false, Description = "what follows something that is no tag is not read")]
    [TestCase("\"\"", false, false)]
    public void TagsAreFound(string header, bool isStrongMatch, bool isWeakMatch)
    {
        Assert.That(EntityTags.Contain(header, Tag, isStrong: true), Is.EqualTo(isStrongMatch));
        Assert.That(EntityTags.Contain(header, Tag, isStrong: false), Is.EqualTo(isWeakMatch));
    }

    [Test]
    public void SeveralHeadersAreOneList()
    {
        Assert.That(EntityTags.Contain((string[])["\"x\"", "\"abc\""], Tag, isStrong: true), Is.True);
        Assert.That(EntityTags.Contain((string[])["x", "\"abc\""], Tag, isStrong: true), Is.True);
        Assert.That(EntityTags.Contain((string[])["\"x\"", "\"y\""], Tag, isStrong: true), Is.False);
    }
}
