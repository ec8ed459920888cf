using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

public sealed class CopyFileTests : CopyFileFixture
{
    [Test]
    public void Always_shows_every_byte_and_what_is_added_and_rewritten()
    {
        Create(CopyMode.Always);
        string path = Folder.Write("file", 1, (3 * Window) + 5);
        using MappedFile file = Cache.Open(path);
        Assert.That(ReadAll(file), Is.EqualTo(FileContent.Of(1, (3 * Window) + 5)));

        Folder.Write("file", 2, (7 * Window) + 1);
        file.Refresh();
        Assert.That(ReadAll(file), Is.EqualTo(FileContent.Of(2, (7 * Window) + 1)));
        Folder.Write("file", 3, 10);
        file.Refresh();
        Assert.That(ReadAll(file), Is.EqualTo(FileContent.Of(3, 10)));
    }

    [Test]
    public void A_copy_survives_that_its_file_is_cut_short_under_it()
    {
        Create(CopyMode.Always);
        string path = Folder.Write("file", 1, Window);
        using MappedFile file = Cache.Open(path);
        using Window window = file.Acquire(0);
        FileOwner.Cut(path, 0);

        // Reading a mapped window here would end the process.
        Assert.That(FileContent.Matches(window.Span, 1, 0));
    }

    // A slot's own memory in the place of a view, and a view in the place of memory, whatever their lengths.
    [Test]
    public void Slots_go_from_mapped_to_copied_and_back([Values(1, 2, 3)] int slots)
    {
        ProbeAddressSpace probe = CreateProbed(slots);
        using MappedFile mapped = Cache.Open(Folder.Write("mapped", 1, (5 * Window) + 10));
        probe.BeforePrepare = static () => new OsError(OsErrorKind.NotMappable);
        using MappedFile copied = Cache.Open(Folder.Write("copied", 2, (2 * Window) + 3000));
        for (int round = 0; round < 3; round++)
        {
            Assert.That(ReadAll(mapped), Is.EqualTo(FileContent.Of(1, (5 * Window) + 10)));
            Assert.That(ReadAll(copied), Is.EqualTo(FileContent.Of(2, (2 * Window) + 3000)));
        }

        Assert.That(Cache.GetStatistics().Copies, Is.GreaterThanOrEqualTo(3), "each of its windows");
        Assert.That(Cache.GetStatistics().Misses, Is.GreaterThanOrEqualTo(3 * 6), "there are fewer slots than windows");
    }
}
