using System.Diagnostics;

namespace MappingCache.Tests.Support;

/// <summary>Runs programs that may die, or never end.</summary>
public static class ChildProgram
{
    /// <summary>What a program that was ended is said to have ended with: as a shell has it, 128 and SIGKILL.</summary>
    public const int Killed = 128 + 9;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program; what it writes is redirected.</param>
    /// <param name="patience">How long it may take; then it is killed. Two minutes unless given.</param>
    /// <returns>Its exit code, and what it wrote: errors first.</returns>
    public static (int ExitCode, string Output) Run(ProcessStartInfo start, TimeSpan? patience = null)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        bool hasEnded = child.WaitForExit(patience ?? s_patience);
        if (!hasEnded)
        {
            child.Kill(entireProcessTree: true);
        }

        string written = errors.GetAwaiter().GetResult() + output.GetAwaiter().GetResult();
        return hasEnded ? (child.ExitCode, written) : (Killed, $"{written}It did not end by itself, and was killed.");
    }
}
