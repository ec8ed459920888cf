using System.Diagnostics;

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
    public async Task ShowsEachWindowAndWhatOfItIsInMemory()
    {
        _folder.Write("file", 150_000);
        string path = Path.Combine(_folder.Served, "file");
        (int code, string output, string error) = await RunAsync("stat", path, "--window", "64K");

        Assert.That((code, error), Is.EqualTo((0, string.Empty)));
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
    public async Task AnEmptyFileHasNoWindows()
    {
        _folder.Write("file", 0);
        (int code, string output, _) = await RunAsync("stat", Path.Combine(_folder.Served, "file"));
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain(": 0 bytes in windows").And.EndWith("in memory: 0 of 0 bytes\n"));
    }

    [TestCase("There is no file '/no/such/file'", "/no/such/file")]
    [TestCase("not a regular file", "/")]
    [TestCase("--window is '3x'", "/etc/passwd", "--window", "3x")]
    [TestCase("WindowSize is 3,000", "/etc/passwd", "--window", "3000")]
    [TestCase("Required argument 'FILE' missing")]
    [CancelAfter(60_000)]
    public async Task MistakesAreToldInOneLine(string message, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(["stat", .. arguments]);
        Assert.That((code, output), Is.EqualTo((1, string.Empty)));
        Assert.That(error.TrimEnd('\n'), Does.StartWith("mapping-cache: ").And.Contain(message).And.Not.Contain("\n").And.Not.Contain("Parameter"));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.CurrentContext.CancellationToken;
        string program = Path.Combine(AppContext.BaseDirectory, "mapping-cache.dll");
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(host, [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, error);
    }
}
