using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class FileTableTests
{
    [Test]
    public void Two_names_of_one_file_are_one_entry_and_one_descriptor()
    {
        using TestCache test = TestCache.Create(4);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 3 * TestCache.WindowSize);
        test.Memory.Link("b", facts);

        using MappedFile a = test.Cache.Open("a");
        using MappedFile b = test.Cache.Open("b");
        TestCache.Touch(a, 0, 1);
        TestCache.Touch(b, 0, 1);

        Assert.That(a.Identity, Is.EqualTo(b.Identity));
        Assert.That(facts.Open, Is.EqualTo(1));
        Assert.That(test.Statistics.Files, Is.EqualTo(1));
        Assert.That(test.Probe.Maps, Is.EqualTo(2), "the second name finds what the first has mapped");
    }

    [Test]
    public void An_idle_file_keeps_its_windows_but_no_descriptor()
    {
        using TestCache test = TestCache.Create(4);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, TestCache.WindowSize);
        using (MappedFile file = test.Cache.Open("a"))
        {
            TestCache.Touch(file, 0);
        }

        Assert.That(facts.Open, Is.Zero);
        Assert.That(test.Statistics.Files, Is.EqualTo(1));
        using MappedFile again = test.Cache.Open("a");
        TestCache.Touch(again, 0);
        Assert.That(test.Probe.Maps, Is.EqualTo(1));
        Assert.That(facts.Open, Is.EqualTo(1));
    }

    [Test]
    public void A_file_without_handles_and_windows_is_forgotten()
    {
        using TestCache test = TestCache.Create(1);
        test.OpenNew(1, 1).Dispose();
        Assert.That(test.Statistics.Files, Is.Zero, "never mapped");

        using (MappedFile file = test.OpenNew(2, 1))
        {
            TestCache.Touch(file, 0);
        }

        Assert.That(test.Statistics.Files, Is.EqualTo(1));
        using MappedFile evictor = test.OpenNew(3, 1);
        TestCache.Touch(evictor, 0);
        Assert.That(test.Statistics.Files, Is.EqualTo(1), "only the one that is open: the other's window was its last");
    }

    [Test]
    public void Disposing_a_handle_twice_closes_once()
    {
        using TestCache test = TestCache.Create(1);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 10);
        MappedFile first = test.Cache.Open("a");
        using MappedFile second = test.Cache.Open("a");
        first.Dispose();
        first.Dispose();

        Assert.That(facts.Open, Is.EqualTo(1));
        TestCache.Touch(second, 0);
    }

    [Test]
    public void A_file_that_cannot_be_mapped_nor_is_to_be_copied_is_refused_and_closed()
    {
        using TestCache test = TestCache.Create(1, copy: CopyMode.Never);
        MemoryFile.Facts facts = test.Memory.Add("special", 1, 0, unmappable: true);

        Assert.That(() => test.Cache.Open("special"), Throws.TypeOf<MappingException>().With.Message.Contains("special").And.Message.Contains("System.IO.File"));
        Assert.That(facts.Open, Is.Zero);
        Assert.That(test.Statistics.Files, Is.Zero);
    }

    [Test]
    public void Opening_again_sees_the_new_length()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 10);
        using MappedFile first = test.Cache.Open("a");
        facts.SetLength(20);

        Assert.That(first.Length, Is.EqualTo(10));
        using MappedFile second = test.Cache.Open("a");
        Assert.That(second.Length, Is.EqualTo(20));
        Assert.That(first.Length, Is.EqualTo(20), "the handles share what is known of the file");
    }

    [Test]
    public void Threads_that_open_and_close_one_file_leave_nothing_open()
    {
        using TestCache test = TestCache.Create(2);
        MemoryFile.Facts facts = test.Memory.Add("a", 1, 3 * TestCache.WindowSize);

        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                using MappedFile file = test.Cache.Open("a");
                using Window window = file.Acquire((i % 3) * TestCache.WindowSize);
                if (!FileContent.Matches(window.Span, 1, (i % 3) * TestCache.WindowSize))
                {
                    throw new InvalidOperationException("wrong content");
                }
            }
        });

        Assert.That(facts.Open, Is.Zero);
    }
}
