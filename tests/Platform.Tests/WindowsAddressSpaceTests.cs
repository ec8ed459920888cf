using MappingCache.Platform.Windows;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

[WindowsOnly("the calls of Windows")]
internal sealed unsafe class WindowsAddressSpaceTests : RealAddressSpaceContract
{
    [Test]
    public void The_range_is_placeholders_one_for_each_slot_that_is_in_use_and_one_for_the_rest()
    {
        IReadOnlyList<MappedArea> areas = MappedAreas.Within(Start, Start + Length);
        Assert.That(areas, Is.All.Property(nameof(MappedArea.Kind)).EqualTo(MappedAreaKind.Reserved));
        Assert.That(areas.Take(Slots).Select(static area => area.Length), Is.All.EqualTo((ulong)Window));
        Assert.That(areas.Skip(Slots).Select(static area => area.Length), Is.EqualTo((ulong[])[Length - (Slots * Window)]));
    }

    [Test]
    public void Disposing_gives_the_addresses_back_once()
    {
        IOsFile file = Open(Write("file", seed: 1, Window + 1));
        Map(0, file, 0, Window);
        Map(1, file, Window, 1);
        Assert.That(Space.Copy(2, file, 0, Window, out _), Is.EqualTo(OsError.None));
        Map(3, file, Window, 1);
        Assert.That(Space.Unmap(3), Is.EqualTo(OsError.None));
        Space.Dispose();
        Space.Dispose();

        Assert.That(MappedAreas.Within(Start, Start + Length), Is.Empty);
        Assert.That(MappedAreas.Count(file.Identity.Number), Is.Zero);
    }

    [Test]
    public void A_view_ends_with_its_file_and_the_rest_of_the_slot_stays_reserved()
    {
        IOsFile file = Open(Write("file", seed: 1, 5000));
        Map(0, file, 0, 5000);

        MappedArea[] areas = [.. MappedAreas.Within(Start, Start + Window)];
        Assert.That(areas.Select(static area => (area.Kind, area.Length)), Is.EqualTo(((MappedAreaKind, ulong)[])[(MappedAreaKind.File, 8192), (MappedAreaKind.Reserved, Window - 8192)]));
        Assert.That(areas[0].File, Is.EqualTo(file.Identity.Number));
    }

    [Test]
    public void A_mapping_that_fails_leaves_a_reserved_slot()
    {
        IOsFile file = Open(Write("file", seed: 1, Window));
        Map(3, file, 0, Window);

        // Not a whole number of pages: the view is refused after the slot was cleared for it.
        Assert.That(Space.Map(3, file, 100, Page), Has.Property(nameof(OsError.IsError)).True);
        Assert.That(MappedAreas.Within(Start, Start + Length), Is.All.Property(nameof(MappedArea.Kind)).EqualTo(MappedAreaKind.Reserved));
        Assert.That(CountHoles(), Is.Zero);
        Map(3, file, 0, Window);
        Assert.That(FileContent.Matches(Bytes(3, Window), 1, 0));
    }

    [Test]
    public void A_file_can_be_cut_and_deleted_once_it_is_let_go_of_and_not_before([Values] bool unmapped)
    {
        string path = Write("file", seed: 1, Window);
        IOsFile file = Open(path);
        Cut(path, Window - 1);
        Map(0, file, 0, Window - 1);
        if (unmapped)
        {
            // The section alone is in the way as well.
            Assert.That(Space.Unmap(0), Is.EqualTo(OsError.None));
        }

        Assert.That(() => Cut(path, 10), Throws.TypeOf<IOException>().With.Property("HResult").EqualTo(unchecked((int)0x80070000) | ERROR.ERROR_USER_MAPPED_FILE));
        Assert.That(Space.Unmap(0), Is.EqualTo(OsError.None));
        file.LetGo();
        Cut(path, 10);
        File.Delete(path);
        file.Dispose();
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void Numbers_mean_what_they_mean_on_other_systems()
    {
        Assert.That(WindowsErrors.From(ERROR.ERROR_FILE_NOT_FOUND).Kind, Is.EqualTo(OsErrorKind.NotFound));
        Assert.That(WindowsErrors.From(ERROR.ERROR_ACCESS_DENIED).Kind, Is.EqualTo(OsErrorKind.AccessDenied));
        Assert.That(WindowsErrors.From(ERROR.ERROR_COMMITMENT_LIMIT).Kind, Is.EqualTo(OsErrorKind.OutOfMemory));
        Assert.That(WindowsErrors.From(-1), Is.EqualTo(new OsError(OsErrorKind.Other, -1)));
    }

    protected override OsError Reserve(CacheLayout layout, out IAddressSpace? space) => WindowsAddressSpace.Reserve(layout, out space);

    private static void Cut(string path, long length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.SetLength(length);
    }
}
