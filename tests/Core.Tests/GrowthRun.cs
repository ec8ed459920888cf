using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Files that grow, are cut while nothing of them is cached, and grow again, while threads read their ends, by pins and by light windows, over mappings that end with them.</summary>
/// <param name="seed">Of what is random.</param>
/// <param name="slots">Two make the readers take each other's slots; four let them hit.</param>
/// <param name="claimsToCover">Whether the mappings are said to do what they do not.</param>
internal sealed class GrowthRun(int seed, int slots, bool claimsToCover)
{
    private const int Window = TestCache.WindowSize;
    private const int Readers = 3;
    private const int Files = 3;
    private const int Steps = 50;

    private int _wrong;

    /// <summary>Runs so many rounds, each with a file of its own.</summary>
    /// <returns>Leases that had bytes which are not the file's.</returns>
    public int CountWrong(int rounds)
    {
        CacheLayout layout = new(Window, slots, slots, Notices: []);
        MemoryAddressSpace space = new(layout, coversPastEnd: false, claimsToCover);
        using WindowCache cache = new(space, layout, EvictionKind.Clock);
        Random random = new(seed);
        for (int round = 1; round <= rounds; round++)
        {
            int first = round * Files;
            MemoryFile.Facts[] facts = [.. Enumerable.Range(first, Files).Select(content => space.Add($"{content}", content, length: 1))];
            MappedFile[] files = [.. facts.Select(of => cache.Open($"{of.Seed}"))];
            using CancellationTokenSource end = new();
            TestThread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => TestThread.Start(() => Read(files, first, isLight: reader == 0 && !Wine.IsRunning, end.Token)))];
            for (int step = 0; step < Steps; step++)
            {
                int grown = random.Next(Files);
                if (random.Next(5) == 0)
                {
                    // As Windows allows it: nothing of it is in a directory. Whoever maps it next finds out.
                    cache.Invalidate(files[grown]);
                    facts[grown].SetLength(1);
                    continue;
                }

                facts[grown].SetLength(facts[grown].Version.Length + random.Next(1, 300));
                files[grown].Refresh();
            }

            end.Cancel();
            Array.ForEach(readers, static reader => reader.Join());
            Array.ForEach(files, static file => file.Dispose());
        }

        return _wrong;
    }

    private void Read(MappedFile[] files, int first, bool isLight, CancellationToken end)
    {
        for (int turn = 0; !end.IsCancellationRequested; turn++)
        {
            int which = turn % Files;
            MappedFile file = files[which];
            int content = first + which;

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
