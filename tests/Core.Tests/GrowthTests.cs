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

    // Catches: growth that is told to hits while a window is on its way that ends before it.
    [Test]
    public void A_window_that_is_being_mapped_is_waited_for()
    {
        using HeldMapping held = HeldMapping.Begin(_test, _file);
        _facts.SetLength(3000);
        TestThread looking = TestThread.Start(() => _file.Refresh());
        SpinWait.SpinUntil(() => _file.Version.Length == 3000);
        Assert.That(EntryOf(_file).Length, Is.EqualTo(100));

        _test.Probe.BeforeMap = null;
        held.Finish();
        looking.Join();
        Assert.That(EntryOf(_file).Length, Is.EqualTo(3000));
        using Window window = _file.Acquire(0);
        Assert.That(window.Length, Is.EqualTo(3000));
        Assert.That(FileContent.Matches(window.Span, 1, 0));
    }

    // Catches: one who looks later and sees the same length, and takes the file to end where hits still end it.
    [Test]
    public void Who_looks_while_growth_is_on_its_way_sees_it_through()
    {
        using HeldMapping held = HeldMapping.Begin(_test, _file);
        _facts.SetLength(Window + 10);
        TestThread[] looking = [.. Enumerable.Range(0, 3).Select(_ => TestThread.Start(() =>
        {
            _file.Refresh();
            using Window window = _file.Acquire(Window);
            Assert.That(window.Length, Is.EqualTo(10));
        }))];
        SpinWait.SpinUntil(() => _file.Version.Length == Window + 10);
        _test.Probe.BeforeMap = null;
        held.Finish();
        Array.ForEach(looking, static thread => thread.Join());
    }

    // Catches: a mapper that waits for its own mapping, when it is the one who finds out.
    [Test]
    public void A_mapper_that_finds_the_file_longer_does_not_wait_for_itself()
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
            Assert.That(window.Length, Is.EqualTo(10), "what was told to hits before");
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

    // Catches: a length that is read after the window was found, or told before shorter windows are out of the way; and
    // a space that says that its mappings cover what is added when they do not must be caught.
    [Test]
    public void Nobody_is_given_bytes_that_are_behind_a_mapping([Values] bool claimsToCover, [Values(2, 4)] int slots)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        GrowthRun run = new(seed, slots, claimsToCover);
        Assert.That(run.CountWrong(rounds: claimsToCover ? 50 : 200), claimsToCover ? Is.Positive : Is.Zero);
    }

    private FileEntry EntryOf(MappedFile file) => _test.Engine.Files.ToArray().Single(entry => entry.Identity == file.Identity);
}
