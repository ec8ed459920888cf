using System.Diagnostics;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A process that really has no map area left. It is a child: whatever else needs an area there, the runtime above all, may end it.</summary>
public sealed class MapAreasTests
{
    private const string InChild = "MAPPINGCACHE_TESTS_EXHAUST_AREAS";
    private const string Done = "read without a map area";
    private const int Window = 256 * 1024;

    [Test]
    [CancelAfter(120_000)]
    public void Without_a_map_area_windows_are_read_aside()
    {
        if (Environment.GetEnvironmentVariable(InChild) is { } result)
        {
            ReadWithoutAreas();
            File.WriteAllText(result, Done);
            return;
        }

        using TempFolder folder = new();
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(Without_a_map_area_windows_are_read_aside)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment =
            {
                [InChild] = folder["result"],

                // The runtime maps memory anew for code that it compiles, and while it collects; less so like this.
                ["DOTNET_EnableWriteXorExecute"] = "0",
                ["DOTNET_TieredCompilation"] = "0",
                ["DOTNET_gcConcurrent"] = "0",
            },
        };
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        const int Aborted = 134;
        if (child.ExitCode >= Aborted)
        {
            Assert.Ignore($"the runtime did not survive without map areas (exit code {child.ExitCode})");
        }

        Assert.That(File.Exists(folder["result"]) ? File.ReadAllText(folder["result"]) : output, Is.EqualTo(Done));
    }

    private static void ReadWithoutAreas()
    {
        using TempFolder folder = new();
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2 });
        using MappedFile file = cache.Open(folder.Write("file", 1, 4 * Window));
        string unopened = folder.Write("late", 2, 100);

        // Compiled before there is nothing left to compile into.
        ReadAll(file);
        ReadAside(cache, file);
        cache.Open(unopened).Dispose();
        List<nint> areas = new(1 << 17);
        Exhaust(areas);
        long copies = cache.GetStatistics().Copies;
        MappedFile? late = null;
        try
        {
            ReadAll(file);
            late = cache.Open(unopened);
            ReadAll(late);
        }
        finally
        {
            foreach (nint area in areas)
            {
                _ = Syscall.munmap(area, (ulong)Environment.SystemPageSize);
            }
        }

        late.Dispose();
        Assert.That(cache.GetStatistics().Copies - copies, Is.GreaterThanOrEqualTo(3), "windows that were not mapped");
        copies = cache.GetStatistics().Copies;
        ReadAll(file);
        Assert.That(cache.GetStatistics().Copies, Is.EqualTo(copies), "slots are used again");
        Assert.That(cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(cache.Engine), Is.Empty);
    }

    private static void ReadAll(MappedFile file)
    {
        for (long offset = 0; offset < file.Length; offset += Window)
        {
            using Window window = file.Acquire(offset);
            if (!FileContent.Matches(window.Span, file.Length == 100 ? 2 : 1, offset))
            {
                throw new InvalidDataException($"wrong bytes at {offset}");
            }
        }
    }

    private static unsafe void ReadAside(WindowCache cache, MappedFile file)
    {
        FileEntry entry = cache.Engine.Files.ToArray().Single();
        Assert.That(cache.Engine.ReadAside(entry, 0, out Slot* line, out byte* bytes, out int length), Is.EqualTo(OsError.None));
        Assert.That(FileContent.Matches(new ReadOnlySpan<byte>(bytes, length), 1, 0) && file.Length > 0);
        cache.Engine.Release(line);
    }

    // Two kinds in turn, so that neighbours do not merge into one area.
    private static void Exhaust(List<nint> areas)
    {
        while (true)
        {
            MmapProts kind = areas.Count % 2 == 0 ? MmapProts.PROT_READ : MmapProts.PROT_NONE;
            nint area = Syscall.mmap(0, (ulong)Environment.SystemPageSize, kind, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS, -1, 0);
            if (area == -1)
            {
                return;
            }

            areas.Add(area);
        }
    }
}
