using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

public sealed class RealFileTests : RealFileFixture
{
    [Test]
    public void Every_byte_of_a_file_comes_out_whatever_its_length(
        [Values(0, 1, 4095, 4096, 4097, Window - 1, Window, Window + 1, (9 * Window) + 12345)] int length)
    {
        using MappedFile file = Cache.Open(Folder.Write("file", 7, length));

        Assert.That(file.Length, Is.EqualTo(length));
        long offset = 0;
        while (true)
        {
            using Window window = file.Acquire(offset);
            if (window.Length == 0)
            {
                break;
            }

            Assert.That(FileContent.Matches(window.Span, 7, offset));
            offset += window.Length;
        }

        Assert.That(offset, Is.EqualTo(length));
    }

    [Test]
    public void Offsets_beyond_four_gigabytes_are_reached()
    {
        using (FileStream stream = FileOwner.Open(Folder["sparse"], FileMode.Create))
        {
            Sparse.Make(stream);
            foreach (long at in (long[])[(2L << 30) - 1, 4L << 30, (5L << 30) - 1])
            {
                stream.Position = at;
                stream.WriteByte((byte)(at >> 30 | 0x80));
            }
        }

        using MappedFile file = Cache.Open(Folder["sparse"]);
        Assert.That(ByteAt(file, (2L << 30) - 1), Is.EqualTo(0x81));
        Assert.That(ByteAt(file, 4L << 30), Is.EqualTo(0x84));
        Assert.That(ByteAt(file, (5L << 30) - 1), Is.EqualTo(0x84));
        Assert.That(ByteAt(file, 3L << 30), Is.Zero);
    }

    [Test]
    public void One_file_by_two_names_is_mapped_once()
    {
        string path = Folder.Write("file", 1, 100);
        HardLink.Create(path, Folder["hard"]);
        AreTheSame(path, Folder["hard"]);
    }

    [Test]
    public void Another_file_under_the_same_name_is_another_file()
    {
        string path = Folder.Write("file", 1, 100);
        using MappedFile old = Cache.Open(path);
        using Window window = old.Acquire(0);
        Replace(path, Folder.Write("new", 2, 200));

        using MappedFile now = Cache.Open(path);
        using Window fresh = now.Acquire(0);
        Assert.That(now.Identity, Is.Not.EqualTo(old.Identity));
        Assert.That(FileContent.Matches(window.Span, 1, 0), "who has the old one goes on reading the old one");
        Assert.That(FileContent.Matches(fresh.Span, 2, 0) && fresh.Length == 200);
    }

    [Test]
    public void A_log_that_grows_can_be_followed()
    {
        using FileStream log = new(Folder["log"], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using MappedFile file = Cache.Open(Folder["log"]);
        long offset = 0;
        foreach (int length in (int[])[1, 4095, 1, Window - 4097, 5, 3 * Window])
        {
            using (Window nothing = file.Acquire(offset))
            {
                Assert.That(nothing.Length, Is.Zero);
            }

            byte[] more = new byte[length];
            FileContent.Fill(more, 3, offset);
            log.Write(more);
            long end = offset + length;
            while (offset < end)
            {
                using Window window = file.Acquire(offset);
                Assert.That(window.Length, Is.Positive);
                Assert.That(FileContent.Matches(window.Span, 3, offset));
                offset += window.Length;
            }
        }
    }

    [Test]
    public void New_bytes_in_the_same_file_show_at_once()
    {
        string path = Folder.Write("file", 1, 100);
        using MappedFile file = Cache.Open(path);
        using Window window = file.Acquire(0);
        using (FileStream stream = FileOwner.Open(path))
        {
            stream.Write(FileContent.Of(2, 100));
        }

        Assert.That(FileContent.Matches(window.Span, 2, 0));
    }

    [Test]
    public void Directories_are_refused()
    {
        foreach (string path in (string[])[Folder.Path, Folder.Path + Path.DirectorySeparatorChar])
        {
            Assert.That(() => Cache.Open(path), Throws.TypeOf<MappingException>().With.Message.Contains("not a regular file"), path);
            Assert.That(Cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
            Assert.That(error, Is.EqualTo(OpenError.NotAFile), path);
        }
    }

    [Test]
    public void What_is_not_there_is_not_found()
    {
        string file = Folder.Write("file", 1, 1);
        foreach (string path in (string[])[Folder["missing"], Folder["missing/deeper"], file + "/below", file + "/", Folder[new string('x', 300)]])
        {
            Assert.That(() => Cache.Open(path), Throws.TypeOf<FileNotFoundException>().With.Property("FileName").EqualTo(path), path);
        }
    }

    [Test]
    public void A_file_must_lie_within_theFolder_that_is_asked_for()
    {
        using TempFolder outside = new();
        Directory.CreateDirectory(Folder["sub"]);
        Folder.Write("sub/file", 1, 10);
        outside.Write("secret", 2, 10);
        string neighbour = Folder.Path + "-neighbour";
        Directory.CreateDirectory(neighbour);
        File.Copy(Folder["sub/file"], neighbour + "/file");
        try
        {
            foreach ((string path, OpenError expected) in ((string, OpenError)[])[
                ("sub/file", OpenError.None),
                ("sub/../sub/file", OpenError.None),
                ("../" + Path.GetFileName(outside.Path) + "/secret", OpenError.OutsideFolder),
                ("../" + Path.GetFileName(neighbour) + "/file", OpenError.OutsideFolder),
                ("sub", OpenError.NotAFile),
                (".", OpenError.NotAFile)])
            {
                Cache.TryOpen(Folder[path], Folder.Path, out MappedFile? file, out OpenError error);
                file?.Dispose();
                Assert.That(error, Is.EqualTo(expected), path);
            }

            Assert.That(() => Cache.Open(outside["secret"], Folder.Path), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("out of the folder"));
        }
        finally
        {
            Directory.Delete(neighbour, recursive: true);
        }
    }

    [Test]
    public void Descriptors_are_held_by_handles_only()
    {
        string path = Folder.Write("file", 1, Window * 3);
        int before = Count();
        for (int i = 0; i < 100; i++)
        {
            using MappedFile first = Cache.Open(path);
            using MappedFile second = Cache.Open(path);
            ByteAt(first, 0);
            Assert.That(Count(), Is.EqualTo(before + 1));
        }

        Assert.That(Count(), Is.EqualTo(before));
        Assert.That(Cache.GetStatistics().ResidentWindows, Is.EqualTo(1));

        int Count() => Descriptors.Of(open => open == path);
    }

    [Test]
    public void A_file_that_becomes_shorter_gives_what_is_left()
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        ByteAt(file, 0);
        ByteAt(file, 2 * Window);
        Cut(path, Window + 10);

        Assert.That(file.Refresh().Length, Is.EqualTo(Window + 10));
        using Window last = file.Acquire(Window);
        using Window gone = file.Acquire(2 * Window);
        Assert.That((last.Length, gone.Length), Is.EqualTo((10, 0)));
        Assert.That(FileContent.Matches(last.Span, 1, Window));
    }

    [Test]
    public void A_file_that_is_cut_short_before_its_window_is_mapped_gives_what_is_left([Values(0, 1, 5000, Window, Window + 10)] int left)
    {
        string path = Folder.Write("file", 1, 3 * Window);
        using MappedFile file = Cache.Open(path);
        FileOwner.Cut(path, left);

        using Window first = file.Acquire(0);
        using Window second = file.Acquire(Window);
        Assert.That((first.Length, second.Length), Is.EqualTo((Math.Min(left, Window), Math.Max(0, left - Window))));
        Assert.That(FileContent.Matches(first.Span, 1, 0) && FileContent.Matches(second.Span, 1, Window));
    }

    [Test]
    public void Times_are_the_files_own()
    {
        string path = Folder.Write("file", 1, 1);
        DateTimeOffset modified = new(2020, 2, 29, 12, 34, 56, 789, TimeSpan.Zero);
        File.SetLastWriteTimeUtc(path, modified.UtcDateTime);

        using MappedFile file = Cache.Open(path);
        Assert.That(file.Version.Modified, Is.EqualTo(modified));
        Assert.That(file.Version.ChangedNanoseconds, Is.GreaterThan(file.Version.ModifiedNanoseconds));
    }

    private static byte ByteAt(MappedFile file, long offset)
    {
        using Window window = file.Acquire(offset);
        return window.Span[0];
    }
}
