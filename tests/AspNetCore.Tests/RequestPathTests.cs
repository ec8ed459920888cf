namespace MappingCache.AspNetCore.Tests;

internal sealed class RequestPathTests
{
    [TestCase(null, "")]
    [TestCase("", "")]
    [TestCase("a", "a")]
    [TestCase("a/", "a")]
    [TestCase("a/b.txt", "a/b.txt")]
    [TestCase("...", "...")]
    [TestCase(".hidden/..a/b..", ".hidden/..a/b..")]
    [TestCase("a%2Fb", "a%2Fb")]
    [TestCase("a b;c'~1", "a b;c'~1")]
    public void PlainNamesAreTaken(string? value, string expected)
    {
        Assert.That(RequestPath.TryParse(value, out RequestPath path), Is.True);
        Assert.That(path.Value, Is.EqualTo(expected));
    }

    [TestCase("/")]
    [TestCase("//")]
    [TestCase("/etc/passwd")]
    [TestCase("a//b")]
    [TestCase("a//")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("../")]
    [TestCase("a/../b")]
    [TestCase("a/./b")]
    [TestCase("a/..")]
    [TestCase("a\\b")]
    [TestCase("..\\b")]
    [TestCase("a\0b")]
    [TestCase("a/b\0")]
    public void AnythingElseIsRefused(string value) => Assert.That(RequestPath.TryParse(value, out _), Is.False);

    [TestCase("C:")]
    [TestCase("a:b")]
    [TestCase("a/b::$DATA")]
    [TestCase("a?")]
    [TestCase("a*/b")]
    [TestCase("a\u001F")]
    public void WhatIsANameOnLinuxAloneIsTakenThereAlone(string value)
    {
        Assert.That(RequestPath.TryParse(value, out RequestPath path), Is.EqualTo(OperatingSystem.IsLinux()));
        Assert.That(path.Value, Is.EqualTo(value));
    }

    [Test]
    public void AppendsToFolderAndDirectory()
    {
        Assert.That(new RequestPath("").Append("x").Value, Is.EqualTo("x"));
        Assert.That(new RequestPath("a/b").Append("x").Value, Is.EqualTo("a/b/x"));
    }
}
