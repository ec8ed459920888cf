using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What becomes of a process that reads a window of a file which was cut short: a child process, which dies without the guard and lives with it.</summary>
[LinuxOnly("Windows lets nobody cut a file of which windows are mapped")]
public sealed class BusGuardTests
{
    private const string Way = "MAPPINGCACHE_TESTS_CUT_READ";
    private const string Cut = "MAPPINGCACHE_TESTS_CUT_FILE";
    private const string Guarded = "MAPPINGCACHE_TESTS_GUARDED";
    private const string Result = "MAPPINGCACHE_TESTS_RESULT";
    private const string Survived = "invalid; mapped anew: 4096 valid bytes; audit clean";
    private const int Kept = 4096;
    private const int Size = 1 << 17;

    [Test]
    [CancelAfter(60_000)]
    public void Reading_what_was_cut_off_ends_the_process_unless_it_is_guarded([Values] CutRead way)
    {
        using TempFolder folder = new();
        string unguarded = folder["unguarded"];
        string guarded = folder["guarded"];

        (int died, string last) = Run(way, folder.Write("file", 1, Size), unguarded, isGuarded: false);
        (int lived, string output) = Run(way, folder.Write("file", 1, Size), guarded, isGuarded: true);

        Assert.That(File.Exists(unguarded), Is.False, $"the process survived without the guard: {last}");
        Assert.That(died, Is.Not.Zero);
        Assert.That(lived, Is.Zero, output);
        Assert.That(File.ReadAllText(guarded), Is.EqualTo(Survived));
    }

    // The children run this one.
    [Test]
    [CancelAfter(60_000)]
    public void This_process_is_guarded()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, ReadWhatWasCutOff(
                Enum.Parse<CutRead>(Environment.GetEnvironmentVariable(Way)!),
                Environment.GetEnvironmentVariable(Cut)!,
                Environment.GetEnvironmentVariable(Guarded) == "1"));
            return;
        }

        using TempFolder folder = new();
        Assert.That(ReadWhatWasCutOff(CutRead.Span, folder.Write("file", 1, Size), isGuarded: true), Is.EqualTo(Survived));
    }

    private static string ReadWhatWasCutOff(CutRead way, string path, bool isGuarded)
    {
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Size, SlotCount = 4, SurvivesFaults = isGuarded });
        using MappedFile file = cache.Open(path);
        bool isValid;
        if (way == CutRead.Light)
        {
            using LightWindow window = file.AcquireLight(0);
            CutShort(path);
            CutReads.Read(way, window.Span, from: Size / 2);
            isValid = window.IsValid;
        }
        else
        {
            using Window window = file.Acquire(0);
            CutShort(path);
            CutReads.Read(way, window.Span, from: Size / 2);
            isValid = window.IsValid;
        }

        file.Refresh();
        using Window again = file.Acquire(0);
        bool isContent = FileContent.Matches(again.Span, 1, 0);
        return $"{(isValid ? "valid" : "invalid")}; mapped anew: {again.Length} {(again.IsValid && isContent ? "valid" : "invalid")} bytes; " +
            $"audit {(cache.Audit() is [] or ["slot 0 carries 1 pins (Ready)"] ? "clean" : string.Join(", ", cache.Audit()))}";
    }

    private static void CutShort(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(Kept);
    }

    private static (int ExitCode, string Output) Run(CutRead way, string file, string result, bool isGuarded) => ChildTest.Run(
        nameof(This_process_is_guarded), (Way, way.ToString()), (Cut, file), (Result, result), (Guarded, isGuarded ? "1" : "0"));
}
