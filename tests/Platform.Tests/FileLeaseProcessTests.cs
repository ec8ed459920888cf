using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using MappingCache.Platform.Linux;
using MappingCache.Platform.Linux.Guard;
using MappingCache.Platform.Linux.Leases;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Leases of processes to which something is done that nobody would do to their own.</summary>
[LinuxOnly("Windows has no such leases")]
[CancelAfter(120_000)]
public sealed partial class FileLeaseProcessTests
{
    private const string Result = "MAPPINGCACHE_TESTS_LEASE_RESULT";
    private const string Leased = "MAPPINGCACHE_TESTS_LEASED_FILE";
    private const string Rehearsed = "MAPPINGCACHE_TESTS_LEASE_REHEARSED";
    private const string BreakTime = "/proc/sys/fs/lease-break-time";
    private const string Ready = "mapping-cache is ready";
    private const int SignalsPending = 11;
    private const uint Nobody = 65534;
    private const int Files = 100;

    // Of the runtime's own, while the writer is held up.
    private const int FewMethods = 10;

    private const FilePermissions MayEnter = FilePermissions.ACCESSPERMS;
    private const FilePermissions MayWrite = FilePermissions.DEFFILEMODE;

    [Test]
    public void When_the_queue_of_signals_is_full_all_leases_are_looked_at()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, CutWithoutQueue());
            return;
        }

        using TempFolder folder = new();
        (int exitCode, string output) = ChildTest.Run(nameof(When_the_queue_of_signals_is_full_all_leases_are_looked_at), (Result, folder["result"]));
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(File.ReadAllText(folder["result"]), Is.EqualTo($"{Files} broken and swapped, all as they were, overflows: True, faults: 0"));
    }

    [Test]
    public void Files_of_others_are_mapped_without_a_lease()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, ReadAsNobody(Environment.GetEnvironmentVariable(Leased)!));
            return;
        }

        IsSuperuser();
        using TempFolder folder = new();
        Assert.That(Syscall.chmod(folder.Path, MayEnter), Is.Zero);
        string file = folder.Write("file", LeaseTest.Seed, LeaseTest.Window);
        Assert.That(Syscall.chmod(file, MayWrite), Is.Zero);
        File.WriteAllText(folder["result"], string.Empty);
        Assert.That(Syscall.chmod(folder["result"], MayWrite), Is.Zero);
        (int exitCode, string output) = ChildTest.Run(nameof(Files_of_others_are_mapped_without_a_lease), (Result, folder["result"]), (Leased, file));
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(File.ReadAllText(folder["result"]), Is.EqualTo("refused 1, held 0, mapped 1"));
    }

    [Test]
    public void A_process_that_is_stopped_loses_its_lease_in_time_and_the_guard_catches_what_comes_of_it()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, ReadAfterStop(Environment.GetEnvironmentVariable(Leased)!));
            return;
        }

        IsSuperuser();
        using TempFolder folder = new();
        string file = folder.Write("file", LeaseTest.Seed, LeaseTest.Window);
        string before = File.ReadAllText(BreakTime);
        try
        {
            File.WriteAllText(BreakTime, "1");
            StopAndCut(file, folder["result"]);
        }
        finally
        {
            File.WriteAllText(BreakTime, before);
        }

        Assert.That(File.ReadAllText(folder["result"]), Is.EqualTo("zeros: True, faults: 1, valid: False, broken 1, swapped 0"));
    }

    [Test]
    public void Two_copies_of_the_library_both_answer()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, CutUnderTwoCopies());
            return;
        }

        using TempFolder folder = new();
        (int exitCode, string output) = ChildTest.Run(nameof(Two_copies_of_the_library_both_answer), (Result, folder["result"]));
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(File.ReadAllText(folder["result"]), Is.EqualTo("held 1 and 1, as it was: True and True, swapped 1 and 1, valid: False and False"));
    }

    [Test]
    public void The_first_who_is_held_up_does_not_wait_for_the_compiler()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, $"{CompiledByFirstBreak(Environment.GetEnvironmentVariable(Rehearsed) == "1")}");
            return;
        }

        long with = Child(isRehearsed: true);
        long without = Child(isRehearsed: false);
        TestContext.Out.WriteLine($"methods compiled while the first writer was held up: {with} with a rehearsal, {without} without");
        Assert.That(with, Is.LessThanOrEqualTo(FewMethods));
        Assert.That(without, Is.GreaterThan(2 * FewMethods), "or else the rehearsal is not needed");

        static long Child(bool isRehearsed)
        {
            using TempFolder folder = new();
            (int exitCode, string output) = ChildTest.Run(
                nameof(The_first_who_is_held_up_does_not_wait_for_the_compiler),
                (Result, folder["result"]),
                (Rehearsed, isRehearsed ? "1" : "0"),
                ("DOTNET_TieredCompilation", "0"));
            Assert.That(exitCode, Is.Zero, output);
            return long.Parse(File.ReadAllText(folder["result"]), CultureInfo.InvariantCulture);
        }
    }

    // Without tiers, so that a method is compiled once. The caller's own code was before.
    private static long CompiledByFirstBreak(bool isRehearsed)
    {
        using TempFolder folder = new();
        string path = folder.Write("file", LeaseTest.Seed, 2 * LeaseTest.Window);
        Writers.Open(path);
        _ = JitInfo.GetCompiledMethodCount();
        WindowCacheOptions options = new() { WindowSize = LeaseTest.Window, SlotCount = 4, FileLeases = FileLeaseMode.Opportunistic };
        if (isRehearsed)
        {
            using WindowCache cache = WindowCache.Create(options);
            return Count(cache);
        }

        CacheLayout layout = WindowCacheFactory.CreateLayout(options);
        Assert.That(LinuxAddressSpace.Reserve(layout, MapAreaBudget.Process, LeaseWatcher.Process, out LinuxAddressSpace? space), Is.EqualTo(OsError.None));
        using WindowCache unrehearsed = new(space!, layout, EvictionKind.Clock);
        return Count(unrehearsed);

        long Count(WindowCache cache)
        {
            using MappedFile file = cache.Open(path);
            using Window held = file.Acquire(0);
            file.Acquire(LeaseTest.Window).Dispose();
            long before = JitInfo.GetCompiledMethodCount();
            Writers.Open(path);
            long compiled = JitInfo.GetCompiledMethodCount() - before;
            Assert.That(cache.GetStatistics().WindowsSwapped, Is.EqualTo(1));
            return compiled;
        }
    }

    private static string CutUnderTwoCopies()
    {
        using LeaseTest test = new();
        using MappedFile file = test.OpenNew(windows: 1);
        using Window held = file.Acquire(0);
        AnotherCopy copy = new(FileLeaseMode.Opportunistic);
        dynamic other = copy.Hold(file.Path);
        string both = $"held {test.Statistics.FileLeasesHeld} and {copy.Statistics.FileLeasesHeld}";
        Writers.Cut(file.Path, 0);

        ReadOnlyMemory<byte> memory = other.Memory;
        bool isSame = FileContent.Matches(held.Span, LeaseTest.Seed, 0);
        bool isOtherSame = FileContent.Matches(memory.Span, LeaseTest.Seed, 0);
        return $"{both}, as it was: {isSame} and {isOtherSame}, swapped {test.Statistics.WindowsSwapped} and {copy.Statistics.WindowsSwapped}, valid: {held.IsValid} and {other.IsValid}";
    }

    private static void StopAndCut(string file, string result)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(A_process_that_is_stopped_loses_its_lease_in_time_and_the_guard_catches_what_comes_of_it)}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Result] = result;
        start.Environment[Leased] = file;
        using Process child = Process.Start(start)!;
        while (child.StandardOutput.ReadLine() is { } line && !line.Contains(Ready, StringComparison.Ordinal))
        {
        }

        Assert.That(Syscall.kill(child.Id, Signum.SIGSTOP), Is.Zero);
        long began = Stopwatch.GetTimestamp();
        Writers.Cut(file, 0);
        TestContext.Out.WriteLine($"held up for {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s by a process that is stopped; lease-break-time is 1");
        Assert.That(Syscall.kill(child.Id, Signum.SIGCONT), Is.Zero);
        child.StandardInput.WriteLine();
        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero);
    }

    private static string ReadAfterStop(string path)
    {
        using LeaseTest test = new();
        using MappedFile file = test.Cache.Open(path);
        using Window held = file.Acquire(0);
        using Stream output = Console.OpenStandardOutput();
        output.Write("\n"u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(Ready));
        output.Write("\n"u8);
        output.Flush();
        using Stream input = Console.OpenStandardInput();
        Assert.That(input.ReadByte(), Is.EqualTo('\n'));

        bool areZeros = !held.Span.ContainsAnyExcept((byte)0);
        bool isBroken = SpinWait.SpinUntil(() => test.Statistics.FileLeasesBroken == 1, TimeSpan.FromSeconds(30));
        return $"zeros: {areZeros}, faults: {BusGuard.Faults}, valid: {held.IsValid}, broken {(isBroken ? 1 : 0)}, swapped {test.Statistics.WindowsSwapped}";
    }

    private static string CutWithoutQueue()
    {
        using LeaseTest test = new(slots: Files, folder: TempFolder.InMemory());
        MappedFile[] files = [.. Enumerable.Range(0, Files).Select(i => test.OpenNew($"{i}", windows: 1))];
        WindowLease[] leases = [.. files.Select(static file => file.AcquireAsync(0).AsTask().GetAwaiter().GetResult())];
        Limit before = default;
        Limit none = default;
        Assert.That(GetLimit(SignalsPending, ref before), Is.Zero);
        none.Most = before.Most;
        Assert.That(SetLimit(SignalsPending, none), Is.Zero);
        TestThread[] writers = [.. files.Select(static file => TestThread.Start(() => Writers.Cut(file.Path, 0)))];
        Array.ForEach(writers, static writer => writer.Join());
        Assert.That(SetLimit(SignalsPending, before), Is.Zero);

        bool areSame = leases.All(static lease => FileContent.Matches(lease.Memory.Span, LeaseTest.Seed, 0));
        CacheStatistics statistics = test.Statistics;
        string swapped = statistics.FileLeasesBroken == statistics.WindowsSwapped ? $"{statistics.FileLeasesBroken} broken and swapped" : $"{statistics}";
        Array.ForEach(leases, static lease => lease.Dispose());
        Array.ForEach(files, static file => file.Dispose());
        return $"{swapped}, {(areSame ? "all as they were" : "torn")}, overflows: {LeaseWatcher.Process.Overflows > 0}, faults: {BusGuard.Faults}";
    }

    private static string ReadAsNobody(string path)
    {
        Assert.That(Syscall.setresuid(Nobody, Nobody, Nobody), Is.Zero);
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = LeaseTest.Window, SlotCount = 4, FileLeases = FileLeaseMode.Opportunistic });
        using MappedFile file = cache.Open(path);
        LeaseTest.Touch(file);
        CacheStatistics statistics = cache.GetStatistics();
        return $"refused {statistics.FileLeasesRefused}, held {statistics.FileLeasesHeld}, mapped {statistics.ResidentWindows}";
    }

    private static void IsSuperuser()
    {
        if (Syscall.geteuid() != 0)
        {
            Assert.Ignore("only the superuser can become somebody else, and change the system's limit");
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, ref Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Now;
        public ulong Most;
    }
}
