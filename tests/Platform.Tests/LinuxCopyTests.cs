using System.Text;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

[LinuxOnly("/proc and /sys have files without pages, and without a true length")]
public sealed class LinuxCopyTests : CopyFileFixture
{
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
        using MappedFile file = Cache.Open(path);

        Assert.That(file.Length, Is.EqualTo(expected.Length));
        Assert.That(ReadAll(file), Is.EqualTo(expected));
        Assert.That(Cache.GetStatistics().Copies, Is.EqualTo((expected.Length + Window - 1) / Window));
    }

    [TestCase("/proc/self/pagemap", 0, "64 MiB")]
    [TestCase("/proc/self/mem", 5, "Input/output error")]
    public void What_cannot_be_read_or_has_no_end_is_refused(string path, int code, string reason)
    {
        Create(CopyMode.WhenNeeded);
        Assert.That(() => Cache.Open(path), Throws.TypeOf<MappingException>().With.Property("ErrorCode").EqualTo(code).And.Message.Contains(path).And.Message.Contains(reason));
        Assert.That(Cache.TryOpen(path, within: null, out _, out OpenError error), Is.False);
        Assert.That(error, Is.EqualTo(OpenError.NotMappable));
    }

    [Test]
    public void Slots_go_from_mapped_to_copied_and_back([Values(1, 2, 3)] int slots)
    {
        Create(CopyMode.WhenNeeded, slots);
        byte[] expected = File.ReadAllBytes("/proc/filesystems");
        using MappedFile mapped = Cache.Open(Folder.Write("file", 1, 5 * Window));
        using MappedFile copied = Cache.Open("/proc/filesystems");
        for (int round = 0; round < 3; round++)
        {
            Assert.That(ReadAll(mapped), Is.EqualTo(FileContent.Of(1, 5 * Window)));
            Assert.That(ReadAll(copied), Is.EqualTo(expected));
        }
    }
}
