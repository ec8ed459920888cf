using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

public sealed class FileNamesTests
{
    private const string Path = "path";

    private FileNames _names = null!;

    [SetUp]
    public void Begin() => _names = new FileNames();

    [Test]
    public void Nothing_is_known_by_a_path_that_nothing_was_opened_by() => Assert.That(_names.Of(Path), Is.Empty);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Several_files_of_a_path_are_found_until_each_is_removed(int first)
    {
        FileEntry[] entries = [.. Enumerable.Range(1, 3).Select(static number => Entry(number, Path))];
        FileEntry other = Entry(9, "another");
        _names.Add(other);
        Array.ForEach(entries, _names.Add);
        Assert.That(_names.Of(Path), Is.EquivalentTo(entries));

        _names.Remove(entries[first]);
        Assert.That(_names.Of(Path), Is.EquivalentTo(entries.Where(entry => entry != entries[first])));
        _names.Add(entries[first]);
        Array.ForEach(entries, _names.Remove);
        Assert.That(_names.Of(Path), Is.Empty);
        Assert.That(_names.Of("another"), Is.EqualTo(new List<FileEntry> { other }));
    }

    [Test]
    public void A_file_is_found_by_the_path_that_it_was_opened_by_last_and_by_any_that_leads_to_it()
    {
        using TestCache test = TestCache.Create(slots: 4);
        using MappedFile file = test.OpenNew(seed: 1, windows: 1);
        FileTable files = test.Engine.Files;
        FileEntry entry = files.ToArray().Single();

        Assert.That(files.Find(file.Path, leadsTo: null), Is.EqualTo(new List<FileEntry> { entry }));
        Assert.That(files.Find(file.Path, file.Identity), Is.EqualTo(new List<FileEntry> { entry }), "once");
        Assert.That(files.Find("another", file.Identity), Is.EqualTo(new List<FileEntry> { entry }));
        Assert.That(files.Find("another", leadsTo: null), Is.Empty);
    }

    [Test]
    public void What_is_forgotten_is_not_found_by_its_path()
    {
        using TestCache test = TestCache.Create(slots: 4);
        MappedFile file = test.OpenNew(seed: 1, windows: 1);
        file.Dispose();

        Assert.That(test.Engine.Files.Find(file.Path, leadsTo: null), Is.Empty);
    }

    private static FileEntry Entry(int number, string path)
    {
        MemoryAddressSpace space = new(new CacheLayout(TestCache.WindowSize, SlotCount: 1, InitialSlots: 1, []));
        space.Add(path, number, length: 1);
        Assert.That(space.Open(path, within: null, out IOsFile? file).IsError, Is.False);
        return new FileEntry(file!, new FileName(path, Within: null), windowShift: 12);
    }
}
