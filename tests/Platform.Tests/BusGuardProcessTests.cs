using System.Diagnostics;
using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using MappingCache.Platform.Linux.Guard;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>The guard beside others who handle signals in its process: each test runs itself once more in a child process, which may die of it.</summary>
[LinuxOnly("the guard is Linux's")]
public sealed class BusGuardProcessTests
{
    private const string Result = "MAPPINGCACHE_TESTS_GUARD_RESULT";
    private const string Survived = "zeros, and not valid; first: ";
    private const int Size = 1 << 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Sent by no kernel, so this is not one that .NET has a name for.
    private const PosixSignal BusSignal = (PosixSignal)LinuxFlags.SigBus;

    [Test]
    public void A_null_reference_is_caught_as_ever()
    {
        using TempFolder folder = new();
        using WindowCache cache = Create();
        using MappedFile file = cache.Open(folder.Write("file", 1, Size));
        string? nothing = null;

        Assert.That(BusGuard.IsFirst());
        Assert.That(() => nothing!.Length, Throws.InstanceOf<NullReferenceException>());
    }

    [Test]
    [CancelAfter(60_000)]
    public void A_page_that_is_missed_outside_of_every_cache_ends_the_process()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            using WindowCache cache = Create();
            File.WriteAllText(result, $"first: {BusGuard.IsFirst()}");
            ReadOwnMapping(result);
            File.WriteAllText(result, "survived");
            return;
        }

        (int code, string said) = RunChild(nameof(A_page_that_is_missed_outside_of_every_cache_ends_the_process));
        Assert.That((code != 0, said), Is.EqualTo((true, "first: True")));
    }

    [Test]
    [CancelAfter(60_000)]
    public void A_handler_that_dotnet_registers_later_passes_the_signal_on()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            using WindowCache cache = Create();
            using PosixSignalRegistration registration = PosixSignalRegistration.Create(BusSignal, static _ => { });
            Assert.That(cache.Notices, Has.Count.EqualTo(1), "nobody can know that it passes signals on");
            File.WriteAllText(result, ReadWhatWasCut(cache, result));
            return;
        }

        Assert.That(RunChild(nameof(A_handler_that_dotnet_registers_later_passes_the_signal_on)), Is.EqualTo((0, $"{Survived}False")));
    }

    [Test]
    [CancelAfter(60_000)]
    public void A_library_that_takes_the_signal_for_itself_takes_the_guard_away_and_a_notice_tells()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            using WindowCache cache = Create();
            int before = cache.Notices.Count;
            TakeSignal();
            using WindowCache later = Create();
            File.WriteAllText(result, $"notices: {before}, then {cache.Notices.Count(IsOfGuard)}, in a later cache {later.Notices.Count(IsOfGuard)}");
            File.WriteAllText(result, ReadWhatWasCut(cache, result));
            return;
        }

        (int code, string said) = RunChild(nameof(A_library_that_takes_the_signal_for_itself_takes_the_guard_away_and_a_notice_tells));
        Assert.That((code != 0, said), Is.EqualTo((true, "notices: 0, then 1, in a later cache 1")));
    }

    [Test]
    [CancelAfter(60_000)]
    public void Two_copies_of_the_library_pass_on_to_each_other_what_is_the_others()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            using WindowCache cache = Create();
            string second = ReadByAnotherCopy(new AnotherCopy(), result + ".second");
            string first = ReadWhatWasCut(cache, result);
            File.WriteAllText(result, $"{first}; the other: {second}");
            return;
        }

        (int code, string said) = RunChild(nameof(Two_copies_of_the_library_pass_on_to_each_other_what_is_the_others));
        Assert.That((code, said), Is.EqualTo((0, $"{Survived}False; the other: {Survived}True")));
    }

    [Test]
    [CancelAfter(60_000)]
    public void A_process_that_was_stopped_while_its_file_was_cut_goes_on()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            using WindowCache cache = Create();
            File.WriteAllText(result, ReadWhatWasCut(cache, result, StopUntilItIsCut));
            return;
        }

        using TempFolder folder = new();
        string path = folder["result"];
        Task<(int Code, string Output)> child = Task.Run(() => ChildTest.Run(nameof(A_process_that_was_stopped_while_its_file_was_cut_goes_on), (Result, path)));
        int stopped = UntilStopped(path + ".file", child);
        FileOwner.Cut(path + ".file", 0);
        Assert.That(Syscall.kill(stopped, Signum.SIGCONT), Is.Zero);

        Assert.That(child.GetAwaiter().GetResult().Code, Is.Zero);
        Assert.That(File.ReadAllText(path), Is.EqualTo($"{Survived}True"));
    }

    private static WindowCache Create() => WindowCache.Create(new WindowCacheOptions { WindowSize = Size, SlotCount = 2 });

    private static bool IsOfGuard(string notice) => notice.Contains("SIGBUS", StringComparison.Ordinal);

    private static (int Code, string Said) RunChild(string test)
    {
        using TempFolder folder = new();
        string result = folder["result"];
        (int code, string output) = ChildTest.Run(test, (Result, result));
        return (code, File.Exists(result) ? File.ReadAllText(result) : output);
    }

    private static string ReadWhatWasCut(WindowCache cache, string path, Action<string>? cut = null)
    {
        string name = Write(path + ".file");
        using MappedFile file = cache.Open(name);
        using Window window = file.Acquire(0);
        (cut ?? Cut)(name);
        return $"{(window.Span[^1] == 0 ? "zeros" : "bytes")}, and {(window.IsValid ? "valid" : "not valid")}; first: {BusGuard.IsFirst()}";
    }

    private static void Cut(string path) => FileOwner.Cut(path, 0);

    // The thread that stops its process may run on for a moment.
    private static void StopUntilItIsCut(string path)
    {
        Assert.That(Syscall.kill(Environment.ProcessId, Signum.SIGSTOP), Is.Zero);
        Assert.That(SpinWait.SpinUntil(() => new FileInfo(path).Length == 0, s_patience));
    }

    private static string Write(string path)
    {
        File.WriteAllBytes(path, FileContent.Of(1, Size));
        return path;
    }

    // The default, as a library might restore it that does not know of others.
    private static unsafe void TakeSignal()
    {
        SignalDisposition standard = default;

        // SAFETY: the call reads the structure.
        Assert.That(LinuxCalls.SigAction(LinuxFlags.SigBus, &standard, null), Is.Zero);
    }

    private static unsafe void ReadOwnMapping(string path)
    {
        string name = Write(path + ".file");
        int descriptor = Syscall.open(name, OpenFlags.O_RDONLY);
        byte* mapped = (byte*)Syscall.mmap(0, Size, MmapProts.PROT_READ, MmapFlags.MAP_SHARED, descriptor, 0);
        Assert.That(*mapped, Is.EqualTo(FileContent.At(1, 0)));
        Cut(name);

        // SAFETY: a mapping of its own, which nobody unmaps. That nothing is there any more is what is tried.
        GC.KeepAlive(*mapped);
    }

    private static string ReadByAnotherCopy(AnotherCopy copy, string path)
    {
        dynamic lease = copy.Hold(Write(path));
        Cut(path);
        ReadOnlyMemory<byte> memory = lease.Memory;
        byte last = memory.Span[^1];
        bool isValid = lease.IsValid;
        return $"{(last == 0 ? "zeros" : "bytes")}, and {(isValid ? "valid" : "not valid")}; first: {copy.IsFirst}";
    }

    // The process that has the file open, once it stands still.
    private static int UntilStopped(string path, Task child)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (waited.Elapsed < s_patience && !child.IsCompleted)
        {
            foreach (Process process in Process.GetProcessesByName(Process.GetCurrentProcess().ProcessName))
            {
                using (process)
                {
                    if (process.Id != Environment.ProcessId && IsStoppedWith(process.Id, path))
                    {
                        return process.Id;
                    }
                }
            }

            Thread.Yield();
        }

        throw new TimeoutException("The child did not stop.");
    }

    private static bool IsStoppedWith(int process, string path)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").Any(static line => line.StartsWith("State:\tT", StringComparison.Ordinal)) &&
                File.ReadAllText($"/proc/{process}/maps").Contains(path, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended meanwhile: another one.
            return false;
        }
    }
}
