using System.Diagnostics;
using MappingCache.Tests.Support;

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
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={name}"]);
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        return ChildProgram.Run(start);
    }
}
