using System.Diagnostics;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Who writes to files that a cache has leases on: this process or another, by calls that wait until they may.</summary>
internal static class Writers
{
    /// <summary>A shell puts other bytes in the place of a file's: it is cut to nothing first.</summary>
    public static void Rewrite(string path, string text)
    {
        using Process shell = Process.Start("/bin/sh", ["-c", "printf %s \"$1\" > \"$0\"", path, text]);
        shell.WaitForExit();
        Assert.That(shell.ExitCode, Is.Zero);
    }

    /// <summary>Cuts a file by its path.</summary>
    public static void Cut(string path, long length) => Assert.That(Syscall.truncate(path, length), Is.Zero, $"{Stdlib.GetLastError()}");

    /// <summary>Opens a file for writing, and closes it.</summary>
    public static void Open(string path)
    {
        int descriptor = Syscall.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC);
        Assert.That(descriptor, Is.Not.Negative, $"{Stdlib.GetLastError()}");
        _ = Syscall.close(descriptor);
    }

    /// <summary>Tries to open a file for writing without waiting.</summary>
    /// <returns>Whether it could be opened at once.</returns>
    public static bool TryOpenAtOnce(string path)
    {
        int descriptor = Syscall.open(path, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC);
        if (descriptor < 0)
        {
            Assert.That(Stdlib.GetLastError(), Is.EqualTo(Errno.EWOULDBLOCK));
            return false;
        }

        _ = Syscall.close(descriptor);
        return true;
    }
}
