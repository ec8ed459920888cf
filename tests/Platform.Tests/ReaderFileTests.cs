using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Streams, pipe readers and sequences over files that are there, grow, are replaced and are cut.</summary>
public sealed class ReaderFileTests : RealFileFixture
{
    protected override WindowCache CreateCache() => WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = 2 });

    // The oracle is a FileStream on the same file. Catches: wrong offsets, an end or a length that is kept while the
    // file grows, windows that are not mapped again after they were evicted.
    [Test]
    public async Task A_stream_does_what_a_file_stream_does_while_the_file_grows()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        string path = Folder.Write("file", 1, 100);
        await using Stream stream = Cache.Open(path).AsStream();
        await using FileStream oracle = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        int length = 100;
        for (int step = 0; step < 1_000; step++)
        {
            if (random.Next(5) == 0)
            {
                int added = random.Next(10_000);
                Append(path, length, added);
                length += added;
            }

            long position = random.Next(length + 100);
            byte[] ours = new byte[random.Next(2 * Window)], theirs = new byte[ours.Length];
            Assert.That(stream.Seek(position - length, SeekOrigin.End), Is.EqualTo(oracle.Seek(position - length, SeekOrigin.End)));
            int expected = oracle.ReadAtLeast(theirs, theirs.Length, throwOnEndOfStream: false);
            int read = random.Next(2) == 0
                ? stream.ReadAtLeast(ours, ours.Length, throwOnEndOfStream: false)
                : await stream.ReadAtLeastAsync(ours, ours.Length, throwOnEndOfStream: false);
            Assert.That((read, stream.Position, stream.Length), Is.EqualTo((expected, oracle.Position, oracle.Length)), $"step {step}");
            Assert.That(ours.AsSpan().SequenceEqual(theirs), $"step {step}");
        }
    }

    // Catches: an end that is final once it was reached, and bytes that are given twice around it.
    [Test]
    public async Task A_pipe_reader_follows_a_file_that_grows()
    {
        string path = Folder.Write("file", 1, 10);
        PipeReader reader = Cache.Open(path).AsPipeReader();
        int length = 10;
        long at = 0;
        foreach (int added in (int[])[100, 0, Window - 110, 1, (3 * Window) + 5, 4096])
        {
            ReadResult result;
            while (!(result = await reader.ReadAsync()).IsCompleted)
            {
                // All but one byte, which has to come again with those that follow.
                Assert.That(FileContent.Matches(result.Buffer.ToArray(), 1, at));
                at += result.Buffer.Length - 1;
                reader.AdvanceTo(result.Buffer.GetPosition(result.Buffer.Length - 1), result.Buffer.End);
            }

            Assert.That((at + 1, result.Buffer.Length), Is.EqualTo((length, 1)));
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            Append(path, length, added);
            length += added;
        }

        await reader.CompleteAsync();
    }

    // Catches: readers that go by the name instead of the file that they were opened on.
    [Test]
    public async Task Readers_of_a_file_that_is_replaced_go_on_with_the_old_one()
    {
        const int Length = 5 * Window;
        string path = Folder.Write("file", 1, Length);
        await using Stream stream = Cache.Open(path).AsStream();
        using MappedFile file = Cache.Open(path);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        byte[] first = new byte[Window / 2];
        stream.ReadExactly(first);
        ReadResult result = await reader.ReadAsync();
        reader.AdvanceTo(result.Buffer.GetPosition(10), result.Buffer.End);

        Replace(path, Folder.Write("new", 2, 100));

        using MemoryStream rest = new();
        await stream.CopyToAsync(rest);
        Assert.That(FileContent.Matches(first, 1, 0) && FileContent.Matches(rest.ToArray(), 1, first.Length));
        Assert.That(rest.Length, Is.EqualTo(Length - first.Length));
        rest.SetLength(0);
        await reader.CopyToAsync(rest);
        await reader.CompleteAsync();
        Assert.That(FileContent.Matches(rest.ToArray(), 1, 10));
        using (SequenceLease lease = await file.AcquireSequenceAsync(Window + 1, Window))
        {
            Assert.That(FileContent.Matches(lease.Sequence.ToArray(), 1, Window + 1));
        }

        await using Stream ofNew = Cache.Open(path).AsStream();
        Assert.That((ofNew.Length, ofNew.ReadByte()), Is.EqualTo((100L, FileContent.At(2, 0))));
    }

    // Catches: a reader that goes by the old length, which would end this process by SIGBUS.
    [Test]
    public async Task Readers_of_a_file_that_is_cut_between_windows_end_early()
    {
        string path = Folder.Write("file", 1, 4 * Window);
        using MappedFile file = Cache.Open(path);
        await using Stream stream = file.AsStream(leaveOpen: true);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        byte[] buffer = new byte[Window];
        stream.ReadExactly(buffer);
        reader.AdvanceTo((await reader.ReadAsync()).Buffer.End);

        Cut(path, Window + 10);

        Assert.That((stream.Read(buffer), stream.Read(buffer)), Is.EqualTo((10, 0)));
        Assert.That(FileContent.Matches(buffer.AsSpan(0, 10), 1, Window));
        ReadResult result = await reader.ReadAsync();
        Assert.That(result.Buffer.Length, Is.EqualTo(10));
        reader.AdvanceTo(result.Buffer.End);
        Assert.That((await reader.ReadAsync()).IsCompleted);
        await reader.CompleteAsync();
    }

    // It holds a window meanwhile.
    [Test]
    [LinuxOnly("on Windows no file can be cut while a window of it is held")]
    public async Task An_enumeration_of_a_file_that_is_cut_between_windows_ends_early()
    {
        string path = Folder.Write("file", 1, 4 * Window);
        using MappedFile file = Cache.Open(path);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> windows = file.ReadWindowsAsync().GetAsyncEnumerator();
        Assert.That(await windows.MoveNextAsync());

        FileOwner.Cut(path, Window + 10);

        Assert.That((await windows.MoveNextAsync(), windows.Current.Length), Is.EqualTo((true, 10)));
        Assert.That(await windows.MoveNextAsync(), Is.False);
    }

    // Catches: copies that a destination with native calls (a file) cannot take from a window's memory.
    [Test]
    public async Task What_is_copied_is_the_file()
    {
        string path = Folder.Write("file", 9, (20 * Window) + 12_345);
        await using Stream stream = Cache.Open(path).AsStream();
        await using (FileStream copy = File.Create(Folder["copy"]))
        {
            await stream.CopyToAsync(copy);
        }

        stream.Position = 0;
        byte[] hash = await SHA256.HashDataAsync(stream);
        Assert.That(SHA256.HashData(File.ReadAllBytes(Folder["copy"])), Is.EqualTo(hash));
        Assert.That(SHA256.HashData(File.ReadAllBytes(path)), Is.EqualTo(hash));
    }

    private static void Append(string path, int length, int added)
    {
        byte[] bytes = new byte[added];
        FileContent.Fill(bytes, 1, length);
        FileOwner.Append(path, bytes);
    }
}
