using System.Diagnostics;
using System.Runtime.InteropServices;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Lets strace fail one system call of this thread.</summary>
internal static partial class FailingCall
{
    /// <summary>Runs work in this thread while calls of it fail.</summary>
    /// <param name="call">Its name.</param>
    /// <param name="error">What it fails with.</param>
    /// <param name="which">The how manyth it is, from 1 on; with a plus behind it, those after it too.</param>
    /// <param name="work">The work.</param>
    /// <returns>Whether it did fail: there may be fewer calls.</returns>
    public static bool During(string call, string error, string which, Action work)
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            Assert.Ignore("strace is not installed (apt-get install strace)");
        }

        using TempFolder folder = new();
        string thread = $"{GetThread()}";
        ProcessStartInfo start = new("/usr/bin/strace", ["-p", thread, "-o", folder["trace"], "-e", $"trace={call}", "-e", $"inject={call}:error={error}:when={which}"])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process strace = Process.Start(start)!;
        Assert.That(strace.StandardError.ReadLine(), Does.Contain("attached"));
        try
        {
            work();
        }
        finally
        {
            const int Interrupt = 2;
            Assert.That(Kill(strace.Id, Interrupt), Is.Zero);
            strace.WaitForExit();
        }

        return File.ReadAllText(folder["trace"]).Contains("(INJECTED)", StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "gettid", SetLastError = true)]
    private static partial int GetThread();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
