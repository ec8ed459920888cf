using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What the guard costs of map areas: two a slot, as the budget says; and what it does when there are none.</summary>
[LinuxOnly("only Linux limits map areas")]
public sealed class BusGuardAreasTests
{
    private const string Result = "MAPPINGCACHE_TESTS_GUARD_AREAS";
    private const string Done = "the whole window is zeros, and not valid";
    private const int Size = 1 << 17;
    private const int Slots = 4;

    // Not every one survives: the runtime wants areas, too.
    private const int Children = 10;

    [Test]
    public void A_slot_takes_two_areas_at_the_most_however_many_pages_were_missed()
    {
        using TempFolder folder = new();
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Size, SlotCount = Slots });
        string path = folder.Write("file", 1, Slots * Size);
        using MappedFile file = cache.Open(path);
        List<WindowLease> leases = [];
        for (int i = 0; i < Slots; i++)
        {
            leases.Add(file.AcquireAsync(i * Size).AsTask().GetAwaiter().GetResult());
        }

        FileOwner.Cut(path, 0);
        int page = Environment.SystemPageSize;
        for (int at = Size - page; at > 0; at -= 3 * page)
        {
            // Each time a page before those that are zeros already.
            Assert.That(leases.TrueForAll(lease => lease.Span[at] == 0));
            Assert.That(CountAreas(cache), Is.EqualTo((CacheLayout.MapAreasPerSlot * Slots) + 1), "and one of what is reserved behind them");
        }

        leases.ForEach(static lease => lease.Dispose());
        Assert.That(cache.Audit(), Is.Empty);
    }

    [Test]
    [CancelAfter(120_000)]
    public void Out_of_map_areas_the_whole_slot_is_given_up()
    {
        if (Environment.GetEnvironmentVariable(Result) is { } result)
        {
            File.WriteAllText(result, ReadWithoutAreas(result + ".file"));
            return;
        }

        for (int child = 0; child < Children; child++)
        {
            using TempFolder folder = new();
            (_, string output) = ChildTest.Run(
                nameof(Out_of_map_areas_the_whole_slot_is_given_up), (Result, folder["result"]), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_TieredCompilation", "0"), ("DOTNET_gcConcurrent", "0"));
            if (File.Exists(folder["result"]))
            {
                Assert.That(File.ReadAllText(folder["result"]), Is.EqualTo(Done), output);
                return;
            }
        }

        Assert.Ignore($"the runtime itself did not survive without map areas, {Children} times");
    }

    private static string ReadWithoutAreas(string path)
    {
        File.WriteAllBytes(path, FileContent.Of(1, 2 * Size));
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Size, SlotCount = Slots });
        using MappedFile file = cache.Open(path);
        using Window window = file.Acquire(0);
        using Window next = file.Acquire(Size);
        if (!IsNext(window, next))
        {
            return "the windows lie apart";
        }

        FileOwner.Cut(path, Size / 2);
        using MapAreaEater eater = new();

        // Once with areas left, so that nothing has to be compiled when there are none.
        eater.Eat(most: 10);
        byte kept = Read(window, 0, out bool wasValid);
        eater.Eat();

        // The kernel gives one more than it says. With that one taken nothing can be mapped, not even in the place of
        // something. Without it that can, but not within an area, and the two windows are one area: so neither can the rest
        // of the first alone.
        eater.GiveBackOne();
        byte lost = Read(window, Size - 1, out bool isValid);
        byte keptNow = Read(window, 0, out _);
        eater.Dispose();
        return (kept, wasValid, lost, keptNow, isValid) == (FileContent.At(1, 0), true, 0, 0, false)
            ? Done
            : $"{kept}, {wasValid}; {lost}, {keptNow}, {isValid}";
    }

    private static bool IsNext(Window window, Window next) => Unsafe.AreSame(
        ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(window.Span), Size), ref MemoryMarshal.GetReference(next.Span));

    private static byte Read(Window window, int at, out bool isValid)
    {
        byte read = window.Span[at];
        isValid = window.IsValid;
        return read;
    }

    private static unsafe int CountAreas(WindowCache cache)
    {
        // SAFETY: the address is compared, not used.
        ulong start = (ulong)cache.Engine.Space.Base;
        return LinuxMaps.Within(start, start + (ulong)cache.Engine.Layout.ReservedBytes).Count;
    }
}
