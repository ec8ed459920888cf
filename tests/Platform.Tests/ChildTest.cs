using System.Diagnostics;

namespace MappingCache.Tests.Platform;

/// <summary>Runs one test of this program in a process of its own, which may die of it.</summary>
internal static class ChildTest
{
    /// <summary>Runs it and waits for its end.</summary>
    /// <param name="name">The test's name.</param>
    /// <param name="environment">What tells it that it is the child, and what to do.</param>
    /// <returns>Its exit code, and all that it has written.</returns>
    public static (int ExitCode, string Output) Run(string name, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={name}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, errors.GetAwaiter().GetResult() + output);
    }
}
