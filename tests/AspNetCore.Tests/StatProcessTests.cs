using MappingCache.Tests.Support;

namespace MappingCache.AspNetCore.Tests;

/// <summary>The command <c>stat</c> as a process.</summary>
internal sealed class StatProcessTests
{
    private SiteFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new SiteFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    [CancelAfter(60_000)]
    [LinuxOnly("Windows does not tell what of a file is in memory: the test below.")]
    public async Task ShowsEachWindowAndWhatOfItIsInMemory()
    {
        (string path, string output) = await StatAsync();
        Assert.That(output, Is.EqualTo($"""
            {path}: 150,000 bytes in windows of 65,536
            window	offset	bytes	in memory
            0	0	65,536	65,536 (100 %)
            1	65,536	65,536	65,536 (100 %)
            2	131,072	18,928	18,928 (100 %)
            in memory: 150,000 of 150,000 bytes

            """), "it was written just now, so all of it is in memory");
    }

    [Test]
    [CancelAfter(60_000)]
    [WindowsOnly("Linux tells what of a file is in memory: the test above.")]
    public async Task ShowsEachWindowAndThatNobodyTellsWhatIsInMemory()
    {
        (string path, string output) = await StatAsync();
        Assert.That(output, Is.EqualTo($"""
            {path}: 150,000 bytes in windows of 65,536
            window	offset	bytes	in memory
            0	0	65,536	unknown
            1	65,536	65,536	unknown
            2	131,072	18,928	unknown
            in memory: the system does not tell

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task AnEmptyFileHasNoWindows()
    {
        _folder.Write("file", 0);
        (int code, string output, _) = await CliProcess.RunAsync("stat", Path.Combine(_folder.Served, "file"));
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain(": 0 bytes in windows").And.EndWith("in memory: 0 of 0 bytes\n"));
    }

    [TestCase("There is no file '/no/such/file'", "/no/such/file")]
    [TestCase("not a regular file", "FOLDER")]
    [TestCase("--window is '3x'", "FILE", "--window", "3x")]
    [TestCase("WindowSize is 3,000", "FILE", "--window", "3000")]
    [TestCase("Required argument 'FILE' missing")]
    [CancelAfter(60_000)]
    public async Task MistakesAreToldInOneLine(string message, params string[] arguments)
    {
        _folder.Write("file", 1_000);
        string[] replaced = [.. arguments.Select(argument => argument switch { "FILE" => _folder.PathOf("file"), "FOLDER" => _folder.Served, _ => argument })];
        Assert.That(await CliProcess.FailAsync(["stat", .. replaced]), Does.Contain(message));
    }

    // Of a file in three windows that was written just now.
    private async Task<(string Path, string Output)> StatAsync()
    {
        _folder.Write("file", 150_000);
        string path = Path.Combine(_folder.Served, "file");
        (int code, string output, string error) = await CliProcess.RunAsync("stat", path, "--window", "64K");

        Assert.That((code, error), Is.EqualTo((0, string.Empty)));
        return (path, output);
    }
}
