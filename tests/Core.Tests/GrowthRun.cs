using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>A file that grows and grows while threads read its end, by pins and by light windows, over mappings that end with it.</summary>
internal sealed class GrowthRun(int seed, bool claimsToCover)
{
    private const int Window = TestCache.WindowSize;
    private const int Readers = 3;
    private const int Steps = 50;

    private int _wrong;

    /// <summary>Runs so many rounds, each with a file of its own.</summary>
    /// <returns>Leases that had bytes which are not the file's.</returns>
    public int CountWrong(int rounds)
    {
        CacheLayout layout = new(Window, SlotCount: 4, InitialSlots: 4, Notices: []);
        MemoryAddressSpace space = new(layout, coversPastEnd: false, claimsToCover);
        using WindowCache cache = new(space, layout, EvictionKind.Clock);
        Random random = new(seed);
        for (int round = 1; round <= rounds; round++)
        {
            string name = $"{round}";
            MemoryFile.Facts facts = space.Add(name, round, length: 1);
            using MappedFile file = cache.Open(name);
            using CancellationTokenSource end = new();
            TestThread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => TestThread.Start(() => Read(file, round, isLight: reader == 0, end.Token)))];
            for (int step = 0; step < Steps; step++)
            {
                facts.SetLength(facts.Version.Length + random.Next(1, 300));
                file.Refresh();
            }

            end.Cancel();
            Array.ForEach(readers, static reader => reader.Join());
        }

        return _wrong;
    }

    private void Read(MappedFile file, long content, bool isLight, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            // The window that holds the last byte that is known.
            long offset = (file.Length - 1) & -Window;
            if (isLight)
            {
                using LightWindow light = file.AcquireLight(offset, CancellationToken.None);
                Check(light.Span, content, offset);
            }
            else
            {
                using Window window = file.Acquire(offset, CancellationToken.None);
                Check(window.Span, content, offset);
            }
        }
    }

    private void Check(ReadOnlySpan<byte> bytes, long content, long offset)
    {
        if (!FileContent.Matches(bytes, content, offset))
        {
            Interlocked.Increment(ref _wrong);
        }
    }
}
