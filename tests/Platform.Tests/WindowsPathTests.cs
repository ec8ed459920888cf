using MappingCache.Platform.Windows;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

[WindowsOnly("paths as Windows writes them")]
internal sealed class WindowsPathTests
{
    private const int MaxPlain = 259;

    private static readonly string s_long = new('x', 200);

    [TestCase(@"C:\folder\file")]
    [TestCase(@"C:/folder/file")]
    [TestCase(@"\\server\share\file")]
    [TestCase(@"\\?\C:\folder\file")]
    [TestCase(@"\\.\pipe\name")]
    public void What_a_call_takes_is_left_as_it_is(string path) => Assert.That(WindowsPath.ForCall(path), Is.EqualTo(path));

    [Test]
    public void A_path_of_259_characters_is_the_longest_that_needs_no_prefix()
    {
        string longest = @"C:\" + s_long + @"\" + new string('y', MaxPlain - s_long.Length - 4);
        Assert.That(longest, Has.Length.EqualTo(MaxPlain));
        Assert.That(WindowsPath.ForCall(longest), Is.EqualTo(longest));
        Assert.That(WindowsPath.ForCall(longest + "y"), Is.EqualTo(@"\\?\" + longest + "y"));
    }

    [Test]
    public void Behind_the_prefix_a_path_is_whole()
    {
        Assert.That(WindowsPath.ForCall($"C:/{s_long}/./a/../{s_long}//file"), Is.EqualTo($@"\\?\C:\{s_long}\{s_long}\file"));
        Assert.That(WindowsPath.ForCall($@"\\server\share\{s_long}\{s_long}"), Is.EqualTo($@"\\?\UNC\server\share\{s_long}\{s_long}"));
    }

    [Test]
    public void What_has_a_prefix_gets_no_other()
    {
        foreach (string path in (string[])[$@"\\?\C:\{s_long}\{s_long}", $@"\\?\UNC\server\share\{s_long}\{s_long}", $@"\\.\{s_long}\{s_long}"])
        {
            Assert.That(WindowsPath.ForCall(path), Is.EqualTo(path));
        }
    }

    [Test]
    public void Relative_paths_are_of_the_current_folder()
    {
        string current = Directory.GetCurrentDirectory();
        string folder = Path.EndsInDirectorySeparator(current) ? current : current + '\\';
        Assert.That(WindowsPath.ForCall(@"folder\file"), Is.EqualTo(folder + @"folder\file"));
        Assert.That(WindowsPath.ForCall(@".\folder/../file"), Is.EqualTo(folder + "file"));
        Assert.That(WindowsPath.ForCall(@"\file"), Is.EqualTo(Path.GetPathRoot(current) + "file"));
        Assert.That(WindowsPath.ForCall($@"{s_long}\{s_long}"), Is.EqualTo($@"\\?\{folder}{s_long}\{s_long}"));
    }

    [TestCase(@"C:\folder\file", true)]
    [TestCase("C:file", true)]
    [TestCase("file", true)]
    [TestCase(@"\\?\C:\folder\file", true)]
    [TestCase(@"\\server\share\file", true)]
    [TestCase(@"C:\folder\file:stream", false)]
    [TestCase(@"C:\folder\file::$DATA", false)]
    [TestCase("C:file:stream", false)]
    [TestCase(@"folder\file:stream", false)]
    [TestCase(@"\\?\C:\folder\file:stream", false)]
    [TestCase(@"\\server\share\file:stream", false)]
    [TestCase(" ", false)]
    public void A_stream_of_a_file_is_no_file(string path, bool expected) => Assert.That(WindowsPath.CanBeFile(path), Is.EqualTo(expected));

    [Test]
    public void No_path_has_more_than_32_000_characters() =>
        Assert.That((WindowsPath.CanBeFile(@"C:\" + new string('x', 31_997)), WindowsPath.CanBeFile(@"C:\" + new string('x', 31_998))), Is.EqualTo((true, false)));

    [TestCase(@"\\?\C:\folder\file", @"C:\folder\file")]
    [TestCase(@"\\?\UNC\server\share\file", @"\\server\share\file")]
    [TestCase(@"C:\folder\file", @"C:\folder\file")]
    [TestCase(@"\\server\share\file", @"\\server\share\file")]
    public void What_a_call_gives_is_told_as_users_write_it(string path, string expected) => Assert.That(WindowsPath.FromCall(path), Is.EqualTo(expected));

    [TestCase(@"\\?\C:\folder\file", @"C:\")]
    [TestCase(@"\\?\C:\", @"C:\")]
    [TestCase(@"\\?\UNC\server\share\folder\file", @"\\server\share\")]
    [TestCase(@"\\?\Volume{01234567-89ab-cdef-0123-456789abcdef}\folder\file", @"\\?\Volume{01234567-89ab-cdef-0123-456789abcdef}\")]
    public void The_volume_of_a_path_is_told_as_calls_take_it(string path, string expected) => Assert.That(WindowsPath.RootOf(path), Is.EqualTo(expected));

    [TestCase(@"C:\folder\file", @"C:\folder", true)]
    [TestCase(@"C:\folder\file", @"C:\folder\", true)]
    [TestCase(@"C:\folder", @"C:\folder", true)]
    [TestCase(@"C:\Folder\File", @"c:\fOLDER", true)]
    [TestCase(@"C:\file", @"C:\", true)]
    [TestCase(@"C:\folder\file", @"C:\", true)]
    [TestCase(@"\\server\share\file", @"\\server\share", true)]
    [TestCase(@"\\server\share\file", @"\\server\share\", true)]
    [TestCase(@"C:\folder2\file", @"C:\folder", false)]
    [TestCase(@"C:\folder2", @"C:\folder", false)]
    [TestCase(@"C:\folde", @"C:\folder", false)]
    [TestCase(@"C:\", @"C:\folder", false)]
    [TestCase(@"D:\folder\file", @"C:\folder", false)]
    [TestCase(@"D:\file", @"C:\", false)]
    [TestCase(@"\\server\share2\file", @"\\server\share", false)]
    [TestCase(@"\\server2\share\file", @"\\server\share", false)]
    [TestCase(@"\\server\share\C:\folder\file", @"C:\folder", false)]
    public void A_path_lies_in_aFolder_if_that_is_all_of_its_beginning(string path, string folder, bool expected) =>
        Assert.That(WindowsPath.IsWithin(path, folder), Is.EqualTo(expected));
}
