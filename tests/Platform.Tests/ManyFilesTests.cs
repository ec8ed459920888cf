using System.Buffers.Binary;
using System.Diagnostics;
using MappingCache.Tests.Support;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Many more files than descriptors.</summary>
public sealed class ManyFilesTests
{
    private const int Files = 100_000;
    private const int Limit = 256;

    // Those that are read; a page each is all that they take, and what has no bytes takes none.
    private const int Step = 10;

    [Test]
    public void A_hundred_thousand_files_are_open_at_once_with_256_descriptors()
    {
        using TempFolder folder = TempFolder.InMemory();
        for (int i = 0; i < Files; i++)
        {
            using SafeFileHandle file = File.OpenHandle(folder[$"{i}"], FileMode.CreateNew, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, i % Step == 0 ? Of(i) : [], fileOffset: 0);
        }

        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 4096, SlotCount = 2000, MaxDescriptors = Limit });
        Stopwatch watch = Stopwatch.StartNew();
        MappedFile[] files = [.. Enumerable.Range(0, Files).Select(i => cache.Open(folder[$"{i}"]))];
        TestContext.Out.WriteLine($"{watch.ElapsedMilliseconds} ms to open them");
        Assert.That(files.Select(static file => file.Identity).Distinct().Count(), Is.EqualTo(Files));
        Assert.That(cache.GetStatistics(), Has.Property(nameof(CacheStatistics.Files)).EqualTo(Files).And.Property(nameof(CacheStatistics.Descriptors)).EqualTo(Limit));
        Assert.That(Descriptors.Of(path => path.StartsWith(folder.Path, StringComparison.Ordinal)), Is.EqualTo(Limit));

        watch.Restart();
        for (int i = 0; i < Files; i += Step)
        {
            using Window window = files[i].Acquire(0);
            if (!window.Span.SequenceEqual(Of(i)))
            {
                Assert.Fail($"file {i} does not hold what it should");
            }
        }

        TestContext.Out.WriteLine($"{watch.ElapsedMilliseconds} ms to read a tenth of them");
        Assert.That(Descriptors.Of(path => path.StartsWith(folder.Path, StringComparison.Ordinal)), Is.EqualTo(Limit));
        Assert.That(cache.Audit(), Is.Empty);
        Array.ForEach(files, static file => file.Dispose());
        Assert.That(Descriptors.Of(path => path.StartsWith(folder.Path, StringComparison.Ordinal)), Is.Zero);
    }

    private static byte[] Of(int i)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, i);
        return bytes;
    }
}
