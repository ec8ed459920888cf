using System.Text;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

public sealed class CopyFileTests
{
    private const int Window = 4096;

    private TempFolder _folder = null!;
    private WindowCache _cache = null!;

    [SetUp]
    public void Create() => _folder = new TempFolder();

    [TearDown]
    public void Audit()
    {
        Assert.That(_cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(_cache.Engine), Is.Empty, "copies are private, read-only, one area a slot");
        _cache.Dispose();
        _folder.Dispose();
    }

    [TestCase("/proc/version")]
    [TestCase("/proc/filesystems")]
    [TestCase("/proc/cpuinfo")]
    [TestCase("/proc/kallsyms")]
    [TestCase("/sys/kernel/mm/transparent_hugepage/enabled")]
    [TestCase("/sys/devices/system/cpu/online")]
    public void Files_without_pages_are_read(string path)
    {
        Create(CopyMode.WhenNeeded);
        if (!File.Exists(path))
        {
            Assert.Ignore($"there is no {path} here");
        }

        // As text: ReadAllBytes takes the stated length for true, and fails.
        byte[] expected = Encoding.UTF8.GetBytes(File.ReadAllText(path));
        using MappedFile file = _cache.Open(path);

        Assert.That(file.Length, Is.EqualTo(expected.Length));
        Assert.That(ReadAll(file), Is.EqualTo(expected));
        Assert.That(_cache.GetStatistics().Copies, Is.EqualTo((expected.Length + Window - 1) / Window));
    }

    [TestCase("/proc/self/pagemap", 0, "64 MiB")]
    [TestCase("/proc/self/mem", 5, "Input/output error")]
    public void What_cannot_be_read_or_has_no_end_is_refused(string path, int code, string reason)
    {
        Create(CopyMode.WhenNeeded);
        Assert.That(() => _cache.Open(path), Throws.TypeOf<MappingException>().With.Property("ErrorCode").EqualTo(code).And.Message.Contains(path).And.Message.Contains(reason));
        Assert.That(_cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.NotMappable));
    }

    [Test]
    public void Always_shows_every_byte_and_what_is_added_and_rewritten()
    {
        Create(CopyMode.Always);
        string path = _folder.Write("file", 1, (3 * Window) + 5);
        using MappedFile file = _cache.Open(path);
        Assert.That(ReadAll(file), Is.EqualTo(FileContent.Of(1, (3 * Window) + 5)));

        _folder.Write("file", 2, (7 * Window) + 1);
        file.Refresh();
        Assert.That(ReadAll(file), Is.EqualTo(FileContent.Of(2, (7 * Window) + 1)));
        _folder.Write("file", 3, 10);
        file.Refresh();
        Assert.That(ReadAll(file), Is.EqualTo(FileContent.Of(3, 10)));
    }

    [Test]
    public void A_copy_survives_that_its_file_is_cut_short_under_it()
    {
        Create(CopyMode.Always);
        string path = _folder.Write("file", 1, Window);
        using MappedFile file = _cache.Open(path);
        using Window window = file.Acquire(0);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(0);
        }

        // Reading a mapped window here would end the process.
        Assert.That(FileContent.Matches(window.Span, 1, 0));
    }

    [Test]
    public void Slots_go_from_mapped_to_copied_and_back([Values(1, 2, 3)] int slots)
    {
        Create(CopyMode.WhenNeeded, slots);
        byte[] expected = File.ReadAllBytes("/proc/filesystems");
        using MappedFile mapped = _cache.Open(_folder.Write("file", 1, 5 * Window));
        using MappedFile copied = _cache.Open("/proc/filesystems");
        for (int round = 0; round < 3; round++)
        {
            Assert.That(ReadAll(mapped), Is.EqualTo(FileContent.Of(1, 5 * Window)));
            Assert.That(ReadAll(copied), Is.EqualTo(expected));
        }
    }

    private static byte[] ReadAll(MappedFile file)
    {
        using MemoryStream all = new();
        while (all.Length < file.Length)
        {
            using Window window = file.Acquire(all.Length);
            Assert.That(window.Length, Is.Positive);
            all.Write(window.Span);
        }

        return all.ToArray();
    }

    private void Create(CopyMode copy, int slots = 4) =>
        _cache = WindowCache.Create(new WindowCacheOptions { WindowSize = Window, SlotCount = slots, Copy = copy });
}
