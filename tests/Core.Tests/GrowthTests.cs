using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Files that grow where a mapping ends with its file: what was added is behind the mappings that are there.</summary>
public sealed class GrowthTests
{
    private const int Window = TestCache.WindowSize;

    private TestCache _test = null!;
    private MemoryFile.Facts _facts = null!;
    private MappedFile _file = null!;

    [SetUp]
    public void Create()
    {
        _test = TestCache.Create(slots: 4, coversPastEnd: false);
        _facts = _test.Memory.Add("file", seed: 1, length: 100);
        _file = _test.Cache.Open("file");
    }

    [TearDown]
    public void Audit()
    {
        _file.Dispose();
        _test.Dispose();
    }

    [Test]
    public void A_window_that_was_short_is_mapped_again_and_its_holder_keeps_what_it_has()
    {
        using Window old = _file.Acquire(0);
        _facts.SetLength(3000);
        using (Window before = _file.Acquire(0))
        {
            Assert.That(before.Length, Is.EqualTo(100), "nobody has looked yet");
        }

        _file.Refresh();
        using Window fresh = _file.Acquire(0);
        Assert.That((old.Length, fresh.Length, _test.Probe.Maps), Is.EqualTo((100, 3000, 2)));
        Assert.That(FileContent.Matches(old.Span, 1, 0) && FileContent.Matches(fresh.Span, 1, 0));
    }

    [Test]
    public void An_end_that_is_reached_is_looked_at_again_and_what_follows_is_mapped()
    {
        TestCache.Touch(_file, 0);
        _facts.SetLength((2 * Window) + 7);

        long offset = 100;
        foreach (int length in (int[])[Window - 100, Window, 7, 0])
        {
            using Window window = _file.Acquire(offset);
            Assert.That(window.Length, Is.EqualTo(length));
            Assert.That(FileContent.Matches(window.Span, 1, offset));
            offset += length;
        }
    }

    [Test]
    public void Windows_that_were_whole_stay()
    {
        _facts.SetLength((2 * Window) + 7);
        _file.Refresh();
        TestCache.Touch(_file, 0, 1, 2);
        int maps = _test.Probe.Maps;
        _facts.SetLength(5 * Window);
        _file.Refresh();

        TestCache.Touch(_file, 0, 1);
        Assert.That(_test.Probe.Maps, Is.EqualTo(maps));
        TestCache.Touch(_file, 2);
        Assert.That(_test.Probe.Maps, Is.EqualTo(maps + 1));
    }

    [Test]
    public void A_light_window_that_was_short_is_mapped_again_and_its_holder_keeps_what_it_has()
    {
        TestCache.Touch(_file, 0);
        using LightWindow old = _file.AcquireLight(0);
        _facts.SetLength(3000);
        _file.Refresh();
        using LightWindow fresh = _file.AcquireLight(0);

        Assert.That((old.Length, fresh.Length), Is.EqualTo((100, 3000)));
        Assert.That(FileContent.Matches(old.Span, 1, 0) && FileContent.Matches(fresh.Span, 1, 0));
    }

    // Catches: a window that falls short of its file as soon as it is ready, and is given out for good.
    [Test]
    public void What_is_added_while_a_window_is_being_mapped_is_mapped_by_the_next_who_wants_it()
    {
        using HeldMapping held = HeldMapping.Begin(_test, _file);
        _facts.SetLength(3000);
        _file.Refresh();
        _test.Probe.BeforeMap = null;
        held.Finish();

        using Window window = _file.Acquire(0);
        Assert.That((window.Length, _test.Probe.Maps), Is.EqualTo((3000, 2)));
        Assert.That(FileContent.Matches(window.Span, 1, 0));
    }

    // Catches: a follower that goes by the length of the file instead of the mapping that it waited for.
    [Test]
    public void Who_followed_a_mapping_that_falls_short_has_it_made_anew()
    {
        using HeldMapping held = HeldMapping.Begin(_test, _file);
        int length = 0;
        TestThread follower = TestThread.Start(() =>
        {
            using Window window = _file.Acquire(0);
            length = window.Length;
            Assert.That(FileContent.Matches(window.Span, 1, 0));
        });
        SpinWait.SpinUntil(() => PinsOf(_file, window: 0) == 2);
        _facts.SetLength(3000);
        _file.Refresh();
        _test.Probe.BeforeMap = null;
        held.Finish();
        follower.Join();
        Assert.That(length, Is.EqualTo(3000));
    }

    [Test]
    public void A_mapper_that_finds_the_file_longer_maps_what_is_there()
    {
        using MappedFile file = _test.OpenNew(seed: 2, windows: 2);
        _test.Memory.SetLength("file 2", Window + 10);
        file.Refresh();
        int asked = 0;
        _test.Probe.BeforeMap = (_, _) =>
        {
            // Too short when it was to be mapped, longer than ever when the mapper looks.
            if (asked++ > 0)
            {
                return OsError.None;
            }

            _test.Memory.SetLength("file 2", 3 * Window);
            return new OsError(OsErrorKind.NoPages);
        };

        using (Window window = file.Acquire(Window))
        {
            Assert.That(window.Length, Is.EqualTo(Window));
            Assert.That(FileContent.Matches(window.Span, 2, Window));
        }

        Assert.That(file.Length, Is.EqualTo(3 * Window));
        using Window last = file.Acquire(2 * Window);
        Assert.That(FileContent.Matches(last.Span, 2, 2 * Window) && last.Length == Window);
    }

    [Test]
    public void A_window_that_the_file_has_ended_before_has_no_bytes_until_the_file_grows_again()
    {
        using MappedFile file = _test.OpenNew(seed: 2, windows: 3);
        _test.Memory.SetLength("file 2", 10);
        using (Window nothing = file.Acquire(2 * Window))
        {
            Assert.That(nothing.Length, Is.Zero);
        }

        Assert.That(_test.Cache.Audit(), Is.Empty);
        _test.Memory.SetLength("file 2", (2 * Window) + 20);
        using Window window = file.Acquire(2 * Window);
        Assert.That(window.Length, Is.EqualTo(20));
        Assert.That(FileContent.Matches(window.Span, 2, 2 * Window));
    }

    // Catches: a slot that is taken to reach as far as it did for the file before.
    [Test]
    public void A_window_that_the_file_has_ended_before_is_mapped_when_the_file_is_seen_to_have_grown()
    {
        using TestCache test = TestCache.Create(slots: 1, coversPastEnd: false);
        using MappedFile other = test.OpenNew(seed: 3, windows: 1);
        using MappedFile file = test.OpenNew(seed: 2, windows: 3);
        TestCache.Touch(other, 0);
        test.Memory.SetLength("file 2", 10);
        using (Window nothing = file.Acquire(2 * Window))
        {
            Assert.That(nothing.Length, Is.Zero);
        }

        test.Memory.SetLength("file 2", (2 * Window) + 20);
        file.Refresh();
        using Window window = file.Acquire(2 * Window);
        Assert.That(window.Length, Is.EqualTo(20));
        Assert.That(FileContent.Matches(window.Span, 2, 2 * Window));
    }

    // Catches: a distance behind the end that is cut to 32 bits, of which the lower half says that there are bytes.
    [Test]
    public void Far_behind_the_end_there_are_no_bytes([Values] bool coversPastEnd, [Values] bool isLight)
    {
        const long Distance = (1L << 32) - 100;
        using TestCache test = TestCache.Create(slots: 2, coversPastEnd: coversPastEnd);
        test.Memory.Add("large", seed: 7, length: 2 * Distance);
        using MappedFile file = test.Cache.Open("large");
        long offset = 10 + Distance;
        using (Window before = file.Acquire(offset))
        {
            Assert.That(before.Length, Is.Positive);
        }

        test.Memory.SetLength("large", 10);
        file.Refresh();
        if (isLight)
        {
            using LightWindow light = file.AcquireLight(offset);
            Assert.That(light.Length, Is.Zero);
        }
        else
        {
            using Window window = file.Acquire(offset);
            Assert.That(window.Length, Is.Zero);
        }
    }

    [Test]
    public void What_a_window_reaches_over_is_what_was_mapped_in_the_end()
    {
        using MappedFile file = _test.OpenNew(seed: 2, windows: 1);
        _test.Memory.SetLength("file 2", 100);

        using Window window = file.Acquire(0);
        Assert.That((window.Length, _test.Statistics.ContentBytes), Is.EqualTo((100, 100L)));
    }

    [Test]
    public void A_file_is_let_go_of_with_its_last_window()
    {
        _facts.SetLength(2 * Window);
        _file.Refresh();
        TestCache.Touch(_file, 0, 1);
        int before = _facts.TimesLetGo;
        _test.Cache.Trim(1);
        Assert.That(_facts.TimesLetGo, Is.EqualTo(before), "a window is left");
        _test.Cache.Trim();
        Assert.That(_facts.TimesLetGo, Is.EqualTo(before + 1));
    }

    // Catches: leases that go by the file's length alone, on whatever path. A space that says that its mappings cover what
    // is added, when they do not, makes them do so, and must be caught.
    [Test]
    public void Nobody_is_given_bytes_that_are_behind_a_mapping([Values] bool claimsToCover, [Values(2, 4)] int slots)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        GrowthRun run = new(seed, slots, claimsToCover);
        Assert.That(run.CountWrong(rounds: claimsToCover ? 50 : 200), claimsToCover ? Is.Positive : Is.Zero);
    }

    private unsafe int PinsOf(MappedFile file, long window)
    {
        FileEntry entry = _test.Engine.Files.ToArray().Single(entry => entry.Identity == file.Identity);

        // SAFETY: an entry names a slot of the table.
        return _test.Engine.Slots[entry.Directory.Read(window).Slot]->State.Pins;
    }
}
