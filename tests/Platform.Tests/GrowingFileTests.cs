using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A file that grows while windows of it are held.</summary>
public sealed class GrowingFileTests : RealFileFixture
{
    private const int Readers = 3;
    private const int End = 40 * Window;

    private long _written;

    // Catches: a lease whose length or bytes change with the file, one that is longer than what is mapped of it, which
    // ends this process, and one that is too short for what was there before the file was looked at.
    [Test]
    public void Leases_keep_their_bytes_and_later_ones_have_the_new_ones()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        _written = 0;
        using FileStream log = FileOwner.Open(Folder["log"], FileMode.Create);
        using MappedFile file = Cache.Open(Folder["log"]);
        TestThread[] readers = [.. Enumerable.Range(1, Readers).Select(number => TestThread.Start(() => Follow(file, new Random(HashCode.Combine(seed, number)))))];
        Write(log, file, new Random(seed));
        Array.ForEach(readers, static reader => reader.Join());

        Assert.That(file.Refresh().Length, Is.EqualTo(End));
        Assert.That(Cache.GetStatistics().Misses, Is.GreaterThanOrEqualTo(End / Window));
    }

    private void Write(FileStream log, MappedFile file, Random random)
    {
        long end = 0;
        while (end < End)
        {
            int most = random.Next(4) switch
            {
                0 => 1,
                1 => Environment.SystemPageSize,
                _ => 2 * Window,
            };
            byte[] more = new byte[(int)Math.Min(random.Next(most) + 1, End - end)];
            FileContent.Fill(more, 1, end);
            using Window held = file.Acquire(random.NextInt64(end + 1));
            long length = held.Length;
            log.Write(more);
            end += more.Length;
            Volatile.Write(ref _written, end);
            Assert.That(held.Length, Is.EqualTo(length));
        }
    }

    private void Follow(MappedFile file, Random random)
    {
        bool isOver;
        do
        {
            isOver = Volatile.Read(ref _written) == End;
            long written = Volatile.Read(ref _written);
            long seen = file.Refresh().Length;
            Assert.That(seen, Is.GreaterThanOrEqualTo(written));
            long offset = random.Next(3) == 0 ? Math.Max(0, written - 1) : random.NextInt64(written + 1);
            switch (random.Next(3))
            {
                case 0 when !Wine.IsRunning: // Wine lacks the barrier that light windows rely on.
                    using (LightWindow light = file.AcquireLight(offset))
                    {
                        Check(light.Span, offset, written);
                    }

                    break;
                case 1:
                    using (WindowLease lease = file.AcquireAsync(offset).AsTask().GetAwaiter().GetResult())
                    {
                        Check(lease.Span, offset, written);
                    }

                    break;
                default:
                    using (Window window = file.Acquire(offset))
                    {
                        int length = window.Length;
                        Check(window.Span, offset, written);
                        file.Refresh();
                        Assert.That(window.Length, Is.EqualTo(length));
                        Check(window.Span, offset, written);
                    }

                    break;
            }
        }
        while (!isOver);
    }

    // At least what had been written, and nothing but the file's bytes: every one of them is read.
    private static void Check(ReadOnlySpan<byte> bytes, long offset, long written)
    {
        long least = Math.Clamp(written - offset, 0, Window - (offset % Window));
        if (bytes.Length < least || bytes.Length > Window - (offset % Window))
        {
            Assert.Fail($"{bytes.Length} bytes at {offset}, of which {least} had been written");
        }

        if (!FileContent.Matches(bytes, 1, offset))
        {
            Assert.Fail($"wrong bytes at {offset}");
        }
    }
}
