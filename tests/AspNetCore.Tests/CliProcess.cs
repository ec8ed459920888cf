using System.Diagnostics;

namespace MappingCache.AspNetCore.Tests;

/// <summary>The command line as a process. The program is a reference of this project, so it lies beside it.</summary>
internal static class CliProcess
{
    /// <summary>Starts the program, its output and errors redirected.</summary>
    /// <remarks>A shell that runs tests in the background has them ignore SIGINT, and their children with them; env undoes that. On Windows the program has a console of its own, for <see cref="CliSignal"/>.</remarks>
    public static Process Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "mapping-cache");
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new($"{program}.exe", arguments) { CreateNoWindow = true }
            : new("env", ["--default-signal=INT,QUIT", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", $"{program}.dll", .. arguments]);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Its exit code, and what it wrote, with the line ends of Linux.</returns>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        return await EndAsync(process);
    }

    /// <summary>Waits for the end of a program.</summary>
    /// <returns>Its exit code, and what it wrote from now on, with the line ends of Linux.</returns>
    public static async Task<(int Code, string Output, string Error)> EndAsync(Process process)
    {
        CancellationToken cancellationToken = TestContext.CurrentContext.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), error.ReplaceLineEndings("\n"));
    }

    /// <summary>Runs the program, which has to fail with one line of error and nothing else.</summary>
    /// <returns>The line.</returns>
    public static async Task<string> FailAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        return await FailAsync(process);
    }

    /// <summary>Waits for the end of a program, which has to fail with one line of error and nothing else.</summary>
    /// <returns>The line.</returns>
    public static async Task<string> FailAsync(Process process)
    {
        (int code, string output, string error) = await EndAsync(process);
        Assert.That((code, output), Is.EqualTo((1, string.Empty)));
        Assert.That(error.TrimEnd('\n'), Does.StartWith("mapping-cache: ").And.Not.Contain("\n").And.Not.Contain("Parameter"));
        return error;
    }
}
