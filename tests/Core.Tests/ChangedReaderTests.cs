using System.Buffers;
using System.IO.Pipelines;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>What those who read a file by other interfaces than windows are told when it changes under them. The tests note faults as a handler of the system's does.</summary>
public sealed class ChangedReaderTests
{
    private const int Size = TestCache.WindowSize;

    [Test]
    public void A_copy_is_of_the_file_as_it_was_or_says_that_it_is_not([Values] bool light)
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, Size);
        using MappedFile file = test.Cache.Open("file");
        byte[] copy = new byte[Size - 10];
        using Window window = file.Acquire(10);
        using LightWindow same = light ? file.AcquireLight(10) : default;

        Assert.That(light ? same.TryCopyTo(copy) : window.TryCopyTo(copy));
        Assert.That(FileContent.Matches(copy, 1, 10));
        facts.Rewrite(contentSeed: 2);
        Assert.That(light ? same.TryCopyTo(copy) : window.TryCopyTo(copy), Is.False, "new bytes");
        Assert.That(CopyOf(file, Size - 10), Is.True, "a window that was acquired after the change was seen");
        facts.SetLength(20);
        file.Refresh();
        Assert.That(CopyOf(file, 10), Is.True, "the rest of a shorter file");
    }

    [Test]
    public void A_copy_wants_room()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1);
        Assert.That(() => CopyOf(file, room: 10), Throws.ArgumentException.With.Message.Contains("room for 10 bytes"));
    }

    [Test]
    public void A_stream_reads_again_what_could_not_be_had()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        TestCache.Touch(file, 0);
        using Window held = file.Acquire(0);
        Faults.Note(test, file, 0);
        using Stream stream = file.AsStream();
        byte[] read = new byte[2 * Size];

        stream.ReadExactly(read);

        Assert.That(FileContent.Matches(read, 1, 0));
    }

    [Test]
    public async Task Who_was_given_memory_of_a_window_with_a_fault_is_told_when_it_goes_on()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> windows = file.ReadWindowsAsync().GetAsyncEnumerator();
        Assert.That(await windows.MoveNextAsync());

        Faults.Note(test, file, 0);

        Assert.That(async () => await windows.MoveNextAsync(), Throws.TypeOf<FileChangedException>().With.Property(nameof(FileChangedException.Offset)).EqualTo(0));
    }

    [Test]
    public async Task A_pipe_reader_tells_with_the_next_read()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 2);
        PipeReader reader = file.AsPipeReader();
        ReadResult first = await reader.ReadAsync();
        Faults.Note(test, file, 0);
        reader.AdvanceTo(first.Buffer.End);

        Assert.That(async () => await reader.ReadAsync(), Throws.TypeOf<FileChangedException>());
        await reader.CompleteAsync();
    }

    [Test]
    public async Task What_a_pipe_reader_gives_at_the_end_cannot_be_missed_any_more()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        ReadResult first = await reader.ReadAsync();
        reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);

        ReadResult last = await reader.ReadAsync();

        Assert.That((last.IsCompleted, last.Buffer.Length), Is.EqualTo((true, (long)Size)));
        Assert.That(test.Statistics.SlotsInUse, Is.Zero, "caught if the unconsumed rest is still in its window, of which a page may be missed yet");
        Assert.That(FileContent.Matches(last.Buffer.ToArray(), 1, 0));
        await reader.CompleteAsync();
    }

    [Test]
    public async Task A_pipe_reader_tells_at_the_end_of_what_was_examined_and_not_consumed()
    {
        using TestCache test = TestCache.Create(2);
        using MappedFile file = test.OpenNew(1, 1);
        PipeReader reader = file.AsPipeReader(leaveOpen: true);
        ReadResult first = await reader.ReadAsync();
        Faults.Note(test, file, 0);
        reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);

        Assert.That(async () => await reader.ReadAsync(), Throws.TypeOf<FileChangedException>());
        await reader.CompleteAsync();
    }

    [Test]
    public async Task A_sequence_is_valid_while_all_its_windows_are()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("file", 1, 2 * Size);
        using MappedFile file = test.Cache.Open("file");
        using SequenceLease lease = await file.AcquireSequenceAsync(0, 2 * Size);
        Assert.That(lease.IsValid);
        Assert.That(lease.ThrowIfChanged, Throws.Nothing);

        facts.SetLength(Size);

        Assert.That(lease.ThrowIfChanged, Throws.TypeOf<FileChangedException>());
        Assert.That(lease.IsValid, Is.False);
        Assert.That(lease.Sequence.Length, Is.EqualTo(2 * Size));
    }

    private static bool CopyOf(MappedFile file, int room)
    {
        using Window window = file.Acquire(10);
        byte[] copy = new byte[room];
        return window.TryCopyTo(copy);
    }
}
