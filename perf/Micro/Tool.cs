using System.ComponentModel;
using System.Diagnostics;

namespace MappingCache.Micro;

/// <summary>Asks other programs.</summary>
internal static class Tool
{
    /// <summary>Runs a program.</summary>
    /// <returns>What it printed, trimmed; null if it is not there or did not succeed.</returns>
    public static string? Ask(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;

            // Read aside: a program that fills this pipe while nobody reads it would never end.
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            _ = errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
