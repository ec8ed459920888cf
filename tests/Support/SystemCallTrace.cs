using System.Diagnostics;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace MappingCache.Tests.Support;

/// <summary>Lets strace watch a piece of work on its own thread, and tells the system calls that it made, in their order.</summary>
public static partial class SystemCallTrace
{
    private const string Begin = "/mapping-cache-trace-begins";
    private const string End = "/mapping-cache-trace-ends";

    // The runtime calls the system for itself now and then, for memory above all; what the work does is done every time.
    private const int Tries = 4;

    /// <summary>Runs work under strace a few times and takes the time with the fewest calls.</summary>
    /// <param name="work">The work; the same calls every time.</param>
    /// <param name="prepare">Runs before each time, unwatched; null for nothing.</param>
    /// <returns>A line for each system call, as strace writes it, without the thread's number.</returns>
    public static IReadOnlyList<string> Of(Action work, Action? prepare = null)
    {
        List<IReadOnlyList<string>> traces = [];
        for (int i = 0; i < Tries; i++)
        {
            prepare?.Invoke();
            traces.Add(Watch(work));
        }

        return traces.MinBy(static trace => trace.Count)!;
    }

    /// <summary>Runs work once under strace and tells the system calls that all threads of the process made meanwhile, in the order of their beginnings. Those that were interrupted by another thread's are put together again.</summary>
    /// <param name="work">The work.</param>
    /// <param name="options">More of strace's options.</param>
    /// <returns>A line for each system call, as strace writes it, without the thread's number.</returns>
    public static IReadOnlyList<string> OfAllThreads(Action work, params string[] options)
    {
        using TempFolder folder = new();
        Attached(folder, options, () =>
        {
            _ = File.Exists(Begin);
            work();
            _ = File.Exists(End);
        });
        string[] lines = File.ReadAllLines(folder["trace"]);
        int begin = Array.FindIndex(lines, static line => line.Contains(Begin, StringComparison.Ordinal));
        int end = Array.FindIndex(lines, static line => line.Contains(End, StringComparison.Ordinal));
        Assert.That(begin >= 0 && end > begin, "the marks are in the trace");
        List<string> calls = [];
        Dictionary<string, int> unfinished = [];
        foreach (string line in lines[(begin + 1)..end])
        {
            string thread = line.Split(' ')[0];
            string call = line[thread.Length..].Trim();
            if (!call.StartsWith("<...", StringComparison.Ordinal))
            {
                unfinished[thread] = calls.Count;
                calls.Add(call);
            }
            else if (unfinished.TryGetValue(thread, out int index))
            {
                calls[index] = calls[index].Replace(" <unfinished ...>", call[(call.IndexOf('>', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);
            }
        }

        return calls;
    }

    /// <summary>Runs work while strace lets a call of the system fail, in every thread of this process.</summary>
    /// <param name="injected">Which, and how, as strace's inject option has it: <c>madvise:error=EIO</c>.</param>
    /// <param name="work">The work.</param>
    public static void WhileFailing(string injected, Action work)
    {
        using TempFolder folder = new();
        Attached(folder, ["-e", $"inject={injected}"], work);
        Assert.That(File.ReadAllText(folder["trace"]), Does.Contain("(INJECTED)"), "the call was made");
    }

    private static List<string> Watch(Action work)
    {
        using TempFolder folder = new();
        Attached(folder, [], () =>
        {
            _ = File.Exists(Begin);
            work();
            _ = File.Exists(End);
        });
        return Between(File.ReadAllLines(folder["trace"]));
    }

    private static void Attached(TempFolder folder, IEnumerable<string> options, Action work)
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            Assert.Ignore("strace is not installed (apt-get install strace)");
        }

        ProcessStartInfo start = new("/usr/bin/strace", ["-f", .. options, "-p", $"{Environment.ProcessId}", "-o", folder["trace"]]) { RedirectStandardError = true, UseShellExecute = false };
        using Process strace = Process.Start(start)!;

        // "strace: Process N attached with M threads": only then is anything watched.
        string? attached = strace.StandardError.ReadLine();
        Assert.That(attached, Does.Contain("attached"));
        work();

        // Without a helper process: a fork of a traced process would wait for its tracer, and that for us.
        const int Interrupt = 2;
        Assert.That(Kill(strace.Id, Interrupt), Is.Zero);
        strace.WaitForExit();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private static List<string> Between(string[] lines)
    {
        int begin = Array.FindIndex(lines, static line => line.Contains(Begin, StringComparison.Ordinal));
        int end = Array.FindIndex(lines, static line => line.Contains(End, StringComparison.Ordinal));
        Assert.That(begin >= 0 && end > begin, "the marks are in the trace");
        string thread = lines[begin].Split(' ')[0];
        List<string> calls = [];
        foreach (string line in lines[(begin + 1)..end].Where(line => line.Split(' ')[0] == thread).Select(line => line[thread.Length..].Trim()))
        {
            // When another thread calls in between, the line breaks off, and goes on in one that begins with "<... name resumed>".
            if (!line.StartsWith("<...", StringComparison.Ordinal))
            {
                calls.Add(line);
            }
            else if (calls.Count > 0)
            {
                calls[^1] = calls[^1].Replace(" <unfinished ...>", line[(line.IndexOf('>', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);
            }
        }

        return calls;
    }
}
