using System.Diagnostics;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Many more files than descriptors.</summary>
public sealed class ManyFilesTests
{
    private const int Limit = 256;

    // Wine takes two milliseconds to open one.
    private static readonly int Files = OperatingSystem.IsWindows() ? 10_000 : 100_000;

    [Test]
    public void Many_times_more_files_are_open_at_once_than_descriptors()
    {
        using TinyFiles tiny = new(Files);
        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 4096, SlotCount = 2000, MaxDescriptors = Limit });
        Stopwatch watch = Stopwatch.StartNew();
        MappedFile[] files = [.. Enumerable.Range(0, Files).Select(i => cache.Open(tiny.PathOf(i)))];
        TestContext.Out.WriteLine($"{watch.ElapsedMilliseconds} ms to open them");
        Assert.That(files.Select(static file => file.Identity).Distinct().Count(), Is.EqualTo(Files));
        Assert.That(cache.GetStatistics(), Has.Property(nameof(CacheStatistics.Files)).EqualTo(Files).And.Property(nameof(CacheStatistics.Descriptors)).EqualTo(Limit));
        Assert.That(tiny.Open(), Is.EqualTo(Limit));

        watch.Restart();
        for (int i = 0; i < Files; i += TinyFiles.Step)
        {
            using Window window = files[i].Acquire(0);
            if (!window.Span.SequenceEqual(TinyFiles.BytesOf(i)))
            {
                Assert.Fail($"file {i} does not hold what it should");
            }
        }

        TestContext.Out.WriteLine($"{watch.ElapsedMilliseconds} ms to read a tenth of them");
        Assert.That(tiny.Open(), Is.EqualTo(Limit));
        Assert.That(cache.Audit(), Is.Empty);
        Array.ForEach(files, static file => file.Dispose());
        Assert.That(tiny.Open(), Is.Zero);
    }
}
