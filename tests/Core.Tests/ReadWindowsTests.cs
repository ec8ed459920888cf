using System.Buffers;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class ReadWindowsTests
{
    private const int Size = TestCache.WindowSize;

    // Catches: windows that are kept until the end, which with one slot would wait for ever.
    [Test]
    public async Task A_range_comes_window_by_window([Values(1, 2, 3)] int slots)
    {
        using TestCache test = TestCache.Create(slots);
        using MappedFile file = test.OpenNew(1, 5);
        foreach ((long offset, long length) in ((long, long)[])[(0, long.MaxValue), (7, 3 * Size), (Size, Size), (Size, 0), (5 * Size, 1), (long.MaxValue, long.MaxValue)])
        {
            long at = offset;
            await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync(offset, length))
            {
                Assert.That(window.IsEmpty, Is.False);
                Assert.That(FileContent.Matches(window.Span, 1, at));
                Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(1), "one at a time");
                at += window.Length;
            }

            Assert.That(at - offset, Is.EqualTo(Math.Min(length, Math.Max(0, (5 * Size) - offset))));
            Assert.That(test.Statistics.SlotsInUse, Is.Zero);
        }
    }

    // Catches: a lease that only the next step gives back.
    [Test]
    public async Task Who_ends_early_leaks_nothing([Values] bool throws)
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 3);
        ReadOnlyMemory<byte> kept = default;
        try
        {
            await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync())
            {
                kept = window;
                if (throws)
                {
                    throw new InvalidDataException();
                }

                break;
            }
        }
        catch (InvalidDataException)
        {
            Assert.That(throws);
        }

        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
        TestCache.Touch(file, 2);
        Assert.That(() => kept.Span.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    // Catches: memory of an earlier window that shows what its slot maps now; a Pin that does not hold.
    [Test]
    public async Task Memory_is_refused_when_the_next_window_comes_unless_it_is_pinned([Values] bool pinned)
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 3);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> windows = file.ReadWindowsAsync().GetAsyncEnumerator();
        Assert.That(await windows.MoveNextAsync());
        ReadOnlyMemory<byte> first = windows.Current;
        using MemoryHandle handle = pinned ? first.Pin() : default;
        Assert.That(await windows.MoveNextAsync() && await windows.MoveNextAsync());

        Assert.That(() => first.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(test.Statistics.SlotsInUse, Is.EqualTo(pinned ? 2 : 1));
        Assert.That(!pinned || FirstBytesMatch(handle));
    }

    // Catches: an end that is taken from the beginning of the enumeration, in both directions.
    [Test]
    public async Task The_end_is_where_it_is_when_it_is_reached([Values(100, Size + 100, (3 * Size) + 1)] int newLength)
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("file");
        long at = 0;
        await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync())
        {
            Assert.That(FileContent.Matches(window.Span, 1, at));
            at += window.Length;
            facts.SetLength(newLength);
        }

        Assert.That(at, Is.EqualTo(Math.Max(newLength, Size)));
    }

    [Test]
    public async Task A_cancelled_enumeration_ends_before_the_next_window()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0, 1);
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> windows = file.ReadWindowsAsync(cancellationToken: cancel.Token).GetAsyncEnumerator();
        Assert.That(await windows.MoveNextAsync());
        await cancel.CancelAsync();

        Assert.That(async () => await windows.MoveNextAsync(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(test.Statistics.SlotsInUse, Is.Zero);
    }

    [Test]
    public void Negative_ranges_are_refused_at_once()
    {
        using TestCache test = TestCache.Create(1);
        using MappedFile file = test.OpenNew(1, 1);
        Assert.That(() => file.ReadWindowsAsync(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => file.ReadWindowsAsync(0, -1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static unsafe bool FirstBytesMatch(MemoryHandle handle) => FileContent.Matches(new ReadOnlySpan<byte>(handle.Pointer, Size), 1, 0);
}
