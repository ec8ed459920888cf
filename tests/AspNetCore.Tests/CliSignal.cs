using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace MappingCache.AspNetCore.Tests;

/// <summary>Tells the program to end, as its user does.</summary>
internal static partial class CliSignal
{
    private const uint ControlC = 0;
    private const uint TheParents = uint.MaxValue;

    /// <summary>What it can be told by. Windows knows Ctrl-C, which .NET takes for SIGINT.</summary>
    public static IReadOnlyList<Signum> All { get; } = OperatingSystem.IsWindows() ? [Signum.SIGINT] : [Signum.SIGINT, Signum.SIGTERM, Signum.SIGQUIT];

    /// <summary>Tells a program to end, and waits until it has.</summary>
    /// <param name="process">One that <see cref="CliProcess.Start"/> has started.</param>
    /// <param name="signal">One of <see cref="All"/>.</param>
    /// <returns>Its exit code, and what it wrote from now on.</returns>
    public static async Task<(int Code, string Output, string Error)> EndAsync(Process process, Signum signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(Syscall.kill(process.Id, signal), Is.Zero);
            return await CliProcess.EndAsync(process);
        }

        // Ctrl-C goes to everybody at a console. The program has one of its own, which is joined for so long; joined in
        // the place of another, so what is written must not depend on that.
        Assume.That(Console.IsOutputRedirected, "The tests' own console would be lost.");
        _ = FreeConsole();
        Expect(AttachConsole((uint)process.Id));
        try
        {
            Expect(SetConsoleCtrlHandler(handler: 0, add: true));
            Expect(GenerateConsoleCtrlEvent(ControlC, group: 0));

            // Ignored here until it has arrived there; whoever is started later must not inherit that.
            return await CliProcess.EndAsync(process);
        }
        finally
        {
            _ = SetConsoleCtrlHandler(handler: 0, add: false);
            _ = FreeConsole();
            _ = AttachConsole(TheParents);
        }
    }

    private static void Expect(bool success)
    {
        if (!success)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FreeConsole();

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AttachConsole(uint process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleCtrlHandler(nint handler, [MarshalAs(UnmanagedType.Bool)] bool add);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint controlEvent, uint group);
}
