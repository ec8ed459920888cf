using System.ComponentModel;
using System.Diagnostics;
using MappingCache.Platform.Linux.Guard;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>The machine code of the guard: that it is what its source says, and what it does, also on a processor that the tests do not run on.</summary>
[LinuxOnly("the guard is Linux's")]
public sealed class BusGuardCodeTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Guard");

    [TestCase("x64", "as", "objcopy")]
    [TestCase("arm64", "aarch64-linux-gnu-as", "aarch64-linux-gnu-objcopy")]
    public void The_bytes_are_those_of_the_source(string processor, string assembler, string copier)
    {
        using TempFolder folder = new();
        string assembled = folder["assembled"];
        string bytes = folder["bytes"];

        Run(assembler, "-o", assembled, Path.Combine(s_folder, $"BusGuard.{processor}.S"));
        Run(copier, "-O", "binary", "-j", ".text", assembled, bytes);

        Assert.That(File.ReadAllBytes(bytes), Is.EqualTo(CodeFor(processor)));
    }

    [TestCase("x64", "gcc", null)]
    [TestCase("arm64", "aarch64-linux-gnu-gcc", "qemu-aarch64")]
    public void It_marks_the_slot_at_fault_and_passes_on_what_is_not_its_own(string processor, string compiler, string? emulator)
    {
        using TempFolder folder = new();
        string code = folder["code"];
        string harness = folder["harness"];
        File.WriteAllBytes(code, CodeFor(processor));
        Run(compiler, "-static", "-O1", "-o", harness, Path.Combine(s_folder, "bus-guard-harness.c"));

        string said = emulator is null ? Run(harness, code) : Run(emulator, harness, code);

        // Two pages of slot 0, which was Ready (2) and is Poisoned (7) now; one of slot 2, which was being claimed (Dying, 3) and got the mark of that, a pin;
        // one of slot 3, by way of another handler.
        Assert.That(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo((string[])
        [
            $"sum 0, faults 4, attention {CacheSignals.Poison | 1:x}, key {CacheSignals.NoKey:x}, registers kept",
            "slot 0: phase 7, pins 1, faults 2",
            "slot 1: phase 2, pins 1, faults 0",
            "slot 2: phase 3, pins 1, faults 1",
            "slot 3: phase 7, pins 1, faults 1",
            "passed on",
        ]));
    }

    private static byte[] CodeFor(string processor) => (processor == "x64" ? BusGuardCode.X64 : BusGuardCode.Arm64).ToArray();

    private static string Run(string program, params string[] arguments)
    {
        try
        {
            (int code, string output) = ChildProgram.Run(new ProcessStartInfo(program, arguments));
            Assert.That(code, Is.Zero, output);
            return output;
        }
        catch (Win32Exception missing)
        {
            Assert.Ignore($"{program} is not installed: {missing.Message}");
            return string.Empty;
        }
    }
}
