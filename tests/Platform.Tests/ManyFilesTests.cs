using System.Buffers.Binary;
using System.Diagnostics;
using MappingCache.Tests.Support;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Many more files than descriptors.</summary>
public sealed class ManyFilesTests
{
    private const int Limit = 256;

    // Wine takes two milliseconds to open one.
    private static readonly int Files = OperatingSystem.IsWindows() ? 10_000 : 100_000;

    // Not all in one: who takes no notice of case on a file system that does looks through the folder for each name.
    private const int FilesOfFolder = 100;

    // Those that are read; a page each is all that they take, and what has no bytes takes none.
    private const int Step = 10;

    [Test]
    public void Many_times_more_files_are_open_at_once_than_descriptors()
    {
        using TempFolder folder = TempFolder.InMemory();
        for (int i = 0; i < Files; i++)
        {
            if (i % FilesOfFolder == 0)
            {
                Directory.CreateDirectory(folder[$"{i / FilesOfFolder}"]);
            }

            using SafeFileHandle file = File.OpenHandle(PathOf(i), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, i % Step == 0 ? Of(i) : [], fileOffset: 0);
        }

        using WindowCache cache = WindowCache.Create(new WindowCacheOptions { WindowSize = 4096, SlotCount = 2000, MaxDescriptors = Limit });
        Stopwatch watch = Stopwatch.StartNew();
        MappedFile[] files = [.. Enumerable.Range(0, Files).Select(i => cache.Open(PathOf(i)))];
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

        string PathOf(int i) => Path.Combine(folder.Path, $"{i / FilesOfFolder}", $"{i}");
    }

    private static byte[] Of(int i)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, i);
        return bytes;
    }
}
