using System.Diagnostics;

namespace MappingCache.AspNetCore.Tests;

/// <summary>The command line as a process. The program is a reference of this project, so it lies beside it.</summary>
internal static class CliProcess
{
    /// <summary>Starts the program, its output and errors redirected.</summary>
    /// <remarks>A shell that runs tests in the background has them ignore SIGINT, and their children with them; env undoes that.</remarks>
    public static Process Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "mapping-cache.dll");
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new("env", ["--default-signal=INT", host, program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }

    /// <summary>Runs the program, which has to fail with one line of error and nothing else.</summary>
    /// <returns>The line.</returns>
    public static async Task<string> FailAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        return await FailAsync(process, exitCode: 1);
    }

    /// <summary>Waits for the end of a program, which has to fail with one line of error and nothing else.</summary>
    /// <returns>The line.</returns>
    public static async Task<string> FailAsync(Process process, int exitCode)
    {
        CancellationToken cancellationToken = TestContext.CurrentContext.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.That(process.ExitCode, Is.EqualTo(exitCode));
        Assert.That(await output, Is.Empty);
        Assert.That(error.TrimEnd('\n'), Does.StartWith("mapping-cache: ").And.Not.Contain("\n").And.Not.Contain("Parameter"));
        return error;
    }
}
