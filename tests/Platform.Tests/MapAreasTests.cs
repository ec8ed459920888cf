using System.Diagnostics;
using System.Runtime;
using MappingCache.Tests.Support;
using Mono.Unix.Native;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A process that really has no map area left. It is a child: whatever else needs an area there, the runtime above all, may end it.</summary>
[LinuxOnly("only Linux limits map areas")]
public sealed class MapAreasTests
{
    private const string InChild = "MAPPINGCACHE_TESTS_EXHAUST_AREAS";
    private const string Done = "read without a map area";
    private const string NoMemory = "no memory for the copy either: ";
    private const int Window = 256 * 1024;

    // Not every one survives: threads of the runtime and of the test host want areas, too. One that gets no thread may wait for
    // it for ever; those that do survive take a second or two.
    private const int Children = 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    [Test]
    [CancelAfter(200_000)]
    public void Without_a_map_area_windows_are_read_aside()
    {
        if (Environment.GetEnvironmentVariable(InChild) is { } result)
        {
            File.WriteAllText(result, Outcome());
            return;
        }

        using TempFolder folder = new();
        string? starved = null;
        for (int child = 0; child < Children; child++)
        {
            string path = folder[$"result{child}"];
            Run(path);
            string? outcome = File.Exists(path) ? File.ReadAllText(path) : null;
            if (outcome == Done)
            {
                return;
            }

            if (outcome?.StartsWith(NoMemory, StringComparison.Ordinal) == false)
            {
                Assert.Fail(outcome);
            }

            starved = outcome ?? starved;
        }

        Assert.That(starved, Is.Null, "of those that survived, none could read");
        Assert.Ignore($"the runtime itself did not survive without map areas, {Children} times");
    }

    // The C library and the runtime may need an area for the copy's own memory, too: rarely, and then the lease fails and
    // says so, as it should. That is no proof of reading aside, but only if every child ends so it is one against it.
    private static string Outcome()
    {
        try
        {
            ReadWithoutAreas();
            return Done;
        }
        catch (MappingException wrong) when (wrong.Message.Contains("vm.max_map_count", StringComparison.Ordinal))
        {
            return NoMemory + wrong;
        }
        catch (OutOfMemoryException wrong)
        {
            return NoMemory + wrong;
        }
        catch (Exception wrong)
        {
            return wrong.ToString();
        }
    }

    private static void Run(string result)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(Without_a_map_area_windows_are_read_aside)}"])
        {
            Environment =
            {
                [InChild] = result,

                // The runtime maps memory anew for code that it compiles, and while it collects; less so like this.
                ["DOTNET_EnableWriteXorExecute"] = "0",
                ["DOTNET_TieredCompilation"] = "0",
                ["DOTNET_gcConcurrent"] = "0",

                // One heap of the C library, large from the start, so that copies have room in it.
                ["MALLOC_ARENA_MAX"] = "1",
                ["MALLOC_TOP_PAD_"] = $"{64 << 20}",
                ["MALLOC_TRIM_THRESHOLD_"] = $"{256 << 20}",
                ["MALLOC_MMAP_THRESHOLD_"] = $"{16 << 20}",
            },
        };
        _ = ChildProgram.Run(start, s_patience);
    }

    private static void ReadWithoutAreas()
    {
        using TempFolder folder = new();
        CacheLayout layout = WindowCacheFactory.CreateLayout(new WindowCacheOptions { WindowSize = Window, SlotCount = 2 });
        ProbeAddressSpace probe = new(WindowCacheFactory.Reserve(layout));
        using WindowCache cache = new(probe, layout, EvictionKind.Clock);
        using MappedFile file = cache.Open(folder.Write("file", 1, 4 * Window));
        string late = folder.Write("late", 2, 100);

        // The same as what follows, with errors of our own: so that all of it is compiled before nothing is left to compile into.
        OsError none = new(OsErrorKind.OutOfMemory, (int)Errno.ENOMEM);
        (probe.BeforeMap, probe.BeforeCopy, probe.BeforePrepare) = ((_, _) => none, (_, _) => none, () => none);
        using MapAreaEater eater = new();
        eater.Eat(most: 10);
        Work();
        eater.Dispose();
        (probe.BeforeMap, probe.BeforeCopy, probe.BeforePrepare) = (null, null, null);
        Work();
        long copies = cache.GetStatistics().Copies;
        long failures = cache.GetStatistics().Failures;

        // The collector's memory is there, too, and it has nothing to do meanwhile.
        Assert.That(GC.TryStartNoGCRegion(32 << 20));
        eater.Eat();
        try
        {
            Work();
        }
        finally
        {
            eater.Dispose();
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }

        CacheStatistics after = cache.GetStatistics();
        Assert.That(after.Copies - copies, Is.GreaterThanOrEqualTo(3), "all but what was mapped still");
        Assert.That(after.Failures - failures, Is.GreaterThanOrEqualTo(after.Copies - copies), "for each a mapping was refused, and perhaps the slot's unmapping too");
        Work();
        Assert.That(cache.GetStatistics().Failures, Is.EqualTo(after.Failures), "slots are used again");
        Assert.That(cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(cache.Engine), Is.Empty);

        void Work()
        {
            ReadAll(file, 1);
            using MappedFile other = cache.Open(late);
            ReadAll(other, 2);
        }
    }

    private static void ReadAll(MappedFile file, long seed)
    {
        for (long offset = 0; offset < file.Length; offset += Window)
        {
            using Window window = file.Acquire(offset);
            if (!FileContent.Matches(window.Span, seed, offset))
            {
                throw new InvalidDataException($"wrong bytes at {offset}");
            }
        }
    }
}
