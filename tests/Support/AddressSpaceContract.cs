using NUnit.Framework;

namespace MappingCache.Tests.Support;

/// <summary>What every address space has to do, whatever system is behind it.</summary>
internal abstract unsafe class AddressSpaceContract
{
    protected const int Window = 64 * 1024;
    protected const int Slots = 8;
    private const int MaxSlots = 3 * Slots;
    protected const int Page = 4096;

    protected IAddressSpace Space { get; private set; } = null!;

    protected static CacheLayout Layout { get; } = new(Window, Slots, Slots, []) { MaxSlots = MaxSlots };

    [SetUp]
    public void Reserve()
    {
        Prepare();
        Assert.That(Reserve(Layout, out IAddressSpace? space), Is.EqualTo(OsError.None));
        Space = space!;
    }

    [TearDown]
    public void GiveBack()
    {
        Space.Dispose();
        CleanUp();
    }

    [Test]
    public void The_range_begins_at_a_multiple_of_a_window() => Assert.That((ulong)Space.Base % Window, Is.Zero);

    [Test]
    public void A_mapped_window_shows_its_part_of_the_file()
    {
        IOsFile file = Open(Write("file", seed: 1, (3 * Window) + 5));
        Map(2, file, Window, Window);
        Map(3, file, 3 * Window, 5);

        Assert.That(FileContent.Matches(Bytes(2, Window), 1, Window));
        Assert.That(FileContent.Matches(Bytes(3, 5), 1, 3 * Window));
    }

    [Test]
    public void A_window_takes_the_place_of_another_whatever_their_lengths(
        [Values(1, Page, Page + 1, Window - 1, Window)] int before, [Values(1, Page, (3 * Page) + 1, Window)] int after)
    {
        IOsFile old = Open(Write("old", seed: 1, before));
        IOsFile next = Open(Write("next", seed: 2, after));
        Map(0, old, 0, before);
        Map(1, old, 0, before);
        Map(0, next, 0, after);

        Assert.That(FileContent.Matches(Bytes(0, after), 2, 0));
        Assert.That(FileContent.Matches(Bytes(1, before), 1, 0), "the neighbour's");
        Assert.That(CountHoles(), Is.Zero);
    }

    // Catches: a length that the slot is parted for and not joined again, memory taken for a view, a slot that reaches
    // into its neighbour.
    [Test]
    public void Slots_hold_what_was_last_put_there()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        int[] lengths = [1, Page - 1, Page, (5 * Page) + 7, Window - 1, Window, (2 * Window) + 100];
        IOsFile[] files = [.. lengths.Select((length, i) => Open(Write($"{i}", i + 1, length)))];
        (int File, int Offset, int Length)?[] held = new (int, int, int)?[Slots];
        for (int step = 0; step < 2_000; step++)
        {
            int slot = random.Next(Slots);
            int file = random.Next(files.Length);
            int offset = random.Next((lengths[file] - 1) / Window + 1) * Window;
            int length = Math.Min(Window, lengths[file] - offset);
            switch (random.Next(5))
            {
                case 0:
                    Assert.That(Space.Unmap(slot), Is.EqualTo(OsError.None));
                    held[slot] = null;
                    break;
                case 1:
                    Assert.That(Space.Copy(slot, files[file], offset, length, out int read), Is.EqualTo(OsError.None));
                    Assert.That(read, Is.EqualTo(length));
                    held[slot] = (file, offset, length);
                    break;
                default:
                    Map(slot, files[file], offset, length);
                    held[slot] = (file, offset, length);
                    break;
            }

            for (int i = 0; i < Slots; i++)
            {
                if (held[i] is { } what)
                {
                    Assert.That(FileContent.Matches(Bytes(i, what.Length), what.File + 1, what.Offset), $"slot {i} in step {step}");
                }
            }
        }

        Assert.That(CountHoles(), Is.Zero);
    }

    [Test]
    public void A_copy_is_as_long_as_the_file_and_zeros_behind_it()
    {
        IOsFile large = Open(Write("large", seed: 1, Window));
        IOsFile small = Open(Write("small", seed: 2, 10));
        Map(0, large, 0, Window);
        Assert.That(Space.Copy(0, small, 0, 5000, out int read), Is.EqualTo(OsError.None));

        Assert.That(read, Is.EqualTo(10));
        Assert.That(FileContent.Matches(Bytes(0, 10), 2, 0));
        Assert.That(Bytes(0, Window)[10..].IndexOfAnyExcept((byte)0), Is.LessThan(0));
        Map(0, large, 0, Window);
        Assert.That(FileContent.Matches(Bytes(0, Window), 1, 0));
    }

    [Test]
    public void What_the_file_does_not_have_is_not_there_and_the_slot_can_be_used_again()
    {
        IOsFile file = Open(Write("file", seed: 1, 10));
        OsError error = Space.Map(0, file, Window, 1);
        error = error.IsError ? error : Space.Populate(0, 1);
        Assert.That(error.Kind, Is.EqualTo(OsErrorKind.NoPages));
        Assert.That(CountHoles(), Is.Zero);

        Map(0, file, 0, 10);
        Assert.That(FileContent.Matches(Bytes(0, 10), 1, 0));
    }

    [Test]
    public void What_was_added_to_a_file_can_be_mapped()
    {
        string path = Write("file", seed: 1, 10);
        IOsFile file = Open(path);
        Map(0, file, 0, 10);
        Append(path, seed: 1, from: 10, to: (2 * Window) + 1);

        Assert.That(file.GetVersion(file.OpenedVersion, out FileVersion version), Is.EqualTo(OsError.None));
        Assert.That(version.Length, Is.EqualTo((2 * Window) + 1));
        Map(1, file, Window, Window);
        Map(2, file, 2 * Window, 1);
        Map(0, file, 0, Window);
        Assert.That(FileContent.Matches(Bytes(0, Window), 1, 0) && FileContent.Matches(Bytes(1, Window), 1, Window) && FileContent.Matches(Bytes(2, 1), 1, 2 * Window));
    }

    [Test]
    public void A_file_that_was_let_go_of_can_be_mapped_again_and_its_mappings_stay()
    {
        IOsFile file = Open(Write("file", seed: 1, 2 * Window));
        Map(0, file, 0, Window);
        file.LetGo();
        file.LetGo();

        Assert.That(FileContent.Matches(Bytes(0, Window), 1, 0));
        Map(1, file, Window, Window);
        Assert.That(FileContent.Matches(Bytes(1, Window), 1, Window));
    }

    [Test]
    public void A_mapping_outlives_its_files_descriptor()
    {
        IOsFile file = Open(Write("file", seed: 1, Window));
        Map(0, file, 0, Window);
        file.Dispose();

        Assert.That(FileContent.Matches(Bytes(0, Window), 1, 0));
        Assert.That(Space.Unmap(0), Is.EqualTo(OsError.None));
    }

    [Test]
    public void Files_are_known_by_what_they_are()
    {
        string path = Write("file", seed: 1, 10);
        IOsFile file = Open(path);
        IOsFile again = Open(path);
        IOsFile other = Open(Write("other", seed: 2, 10));

        Assert.That(again.Identity, Is.EqualTo(file.Identity));
        Assert.That(other.Identity, Is.Not.EqualTo(file.Identity));
        Assert.That(Space.Identify(path, out FileIdentity identity), Is.EqualTo(OsError.None));
        Assert.That(identity, Is.EqualTo(file.Identity));
        Assert.That(Space.Identify(path + "x", out _).Kind, Is.EqualTo(OsErrorKind.NotFound));
        Assert.That(Space.Open(path + "x", within: null, out IOsFile? missing).Kind, Is.EqualTo(OsErrorKind.NotFound));
        Assert.That(missing, Is.Null);
    }

    [Test]
    public void More_slots_can_be_used_once_they_are_allowed()
    {
        IOsFile file = Open(Write("file", seed: 1, MaxSlots * Window));
        foreach (int slots in (int[])[Slots + 3, Slots, MaxSlots])
        {
            Assert.That(Space.TryAllow(slots, out string refusal), refusal);
            for (int slot = 0; slot < slots; slot++)
            {
                Map(slot, file, slot * Window, Window);
            }

            for (int slot = 0; slot < slots; slot++)
            {
                Assert.That(FileContent.Matches(Bytes(slot, Window), 1, slot * Window), $"slot {slot} of {slots}");
            }
        }

        Assert.That(CountHoles(), Is.Zero);
    }

    [Test]
    public void Slots_are_independent_of_each_other()
    {
        const int Threads = 4;
        const int Each = Slots / Threads;
        int[] lengths = [100, Page, Window / 2, Window];
        IOsFile[] files = [.. lengths.Select((length, i) => Open(Write($"{i}", i + 1, length)))];
        TestThread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => TestThread.Start(() =>
        {
            Random random = new(thread);
            for (int i = 0; i < 2_000; i++)
            {
                int slot = (thread * Each) + random.Next(Each);
                int file = random.Next(files.Length);
                Map(slot, files[file], 0, lengths[file]);
                if (!FileContent.Matches(Bytes(slot, lengths[file]), file + 1, 0))
                {
                    Assert.Fail($"slot {slot} does not hold file {file}");
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Join());
        Assert.That(CountHoles(), Is.Zero);
    }

    /// <summary>Done before each test.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>Done after each test.</summary>
    protected virtual void CleanUp()
    {
    }

    protected abstract OsError Reserve(CacheLayout layout, out IAddressSpace? space);

    /// <summary>Makes a file whose bytes are <see cref="FileContent"/>'s.</summary>
    /// <returns>Its path.</returns>
    protected abstract string Write(string name, long seed, int length);

    /// <summary>Adds bytes at a file's end.</summary>
    protected abstract void Append(string path, long seed, int from, int to);

    /// <summary>Bytes of the range that somebody else could map into.</summary>
    protected abstract ulong CountHoles();

    protected IOsFile Open(string path)
    {
        Assert.That(Space.Open(path, within: null, out IOsFile? file), Is.EqualTo(OsError.None));
        Assert.That(file!.PrepareMapping(), Is.EqualTo(OsError.None));
        return file;
    }

    protected void Map(int slot, IOsFile file, long offset, long length)
    {
        OsError error = Space.Map(slot, file, offset, length);
        error = error.IsError ? error : Space.Populate(slot, length);
        Assert.That(error, Is.EqualTo(OsError.None));
    }

    protected ReadOnlySpan<byte> Bytes(int slot, int length) => new(Space.Base + ((long)slot * Window), length);
}
