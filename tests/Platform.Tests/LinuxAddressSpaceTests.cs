using MappingCache.Platform.Linux;
using MappingCache.Platform.Linux.Leases;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

[LinuxOnly("the calls of Linux")]
internal sealed unsafe class LinuxAddressSpaceTests : RealAddressSpaceContract
{
    private MapAreaBudget _budget = null!;

    [Test]
    public void The_reservation_is_one_area_that_cannot_be_read_aligned_to_a_window()
    {
        Assert.That(Start % Window, Is.Zero);
        Assert.That(LinuxMaps.Within(Start, Start + Length), Has.Count.EqualTo(1).And.All.Property("Permissions").EqualTo("---p"));
        Assert.That(_budget.Promised, Is.EqualTo(Slots * CacheLayout.MapAreasPerSlot));
    }

    [Test]
    public void Disposing_gives_addresses_and_areas_back_once()
    {
        Space.Dispose();
        Space.Dispose();

        Assert.That(LinuxMaps.Within(Start, Start + Length), Is.Empty);
        Assert.That(_budget.Promised, Is.Zero);
    }

    [Test]
    public void A_remap_leaves_nothing_of_the_former_file_also_past_the_end_of_the_new_one()
    {
        IOsFile large = Open(seed: 1, Window);
        IOsFile small = Open(seed: 2, 10);
        Space.Map(0, large, 0, Window);
        Space.Map(0, small, 0, 10);

        LinuxMaps area = LinuxMaps.Within(Start, Start + Window).Single();
        Assert.That((area.Inode, area.Permissions, area.End - area.Start), Is.EqualTo(((ulong)small.Identity.Number, "r--s", (ulong)Window)));
        Assert.That(FileContent.Matches(Bytes(0, 10), 2, 0));
    }

    [Test]
    public void A_file_that_grows_is_covered_without_a_remap()
    {
        IOsFile file = Open(seed: 1, 10);
        Space.Map(0, file, 0, 10);
        File.WriteAllBytes(Folder["1"], FileContent.Of(1, Window));

        Assert.That(FileContent.Matches(Bytes(0, Window), 1, 0));
    }

    [Test]
    public void Unmapping_keeps_the_range_reserved()
    {
        IOsFile file = Open(seed: 1, Window);
        Space.Map(3, file, 0, Window);
        Assert.That(Space.Unmap(3), Is.EqualTo(OsError.None));

        Assert.That(LinuxMaps.Within(Start, Start + Length).Select(area => area.Permissions), Is.All.EqualTo("---p"));
        Assert.That(CountHoles(), Is.Zero);
    }

    [Test]
    public void A_mapping_that_fails_leaves_no_hole()
    {
        IOsFile file = Open(seed: 1, Window);
        Space.Map(3, file, 0, Window);
        IOsFile closed = Open(seed: 2, Window);
        closed.Dispose();

        Assert.That(Space.Map(3, closed, 0, Window), Is.EqualTo(new OsError(OsErrorKind.Other, Code: 9)), "EBADF");
        Assert.That(Space.Map(4, closed, 0, Window).IsError);
        Assert.That(CountHoles(), Is.Zero);
    }

    [Test]
    public void Populating_what_the_file_no_longer_has_says_so()
    {
        IOsFile file = Open(seed: 1, Window);
        Space.Map(0, file, 0, Window);
        using (FileStream stream = File.OpenWrite(Folder["1"]))
        {
            stream.SetLength(5000);
        }

        Assert.That(Space.Populate(0, Window), Is.EqualTo(new OsError(OsErrorKind.NoPages, Code: 5)), "EIO");
        Assert.That(Space.Populate(0, 5000), Is.EqualTo(OsError.None));
        Assert.That(FileContent.Matches(Bytes(0, 5000), 1, 0));
    }

    [Test]
    public void Numbers_that_no_header_knows_are_errors_like_others()
    {
        foreach (int number in (int[])[132, 133, 200, 512, -1])
        {
            Assert.That(LinuxErrors.From(number), Is.EqualTo(new OsError(OsErrorKind.Other, number)));
            Assert.That(LinuxErrors.From(number).ToString(), Does.Contain($"{number}"));
        }
    }

    [Test]
    public void Addresses_that_cannot_be_had_are_an_error_with_its_number()
    {
        CacheLayout layout = new(1 << 30, 200_000, 1, []);
        Assert.That(LinuxAddressSpace.Reserve(layout, _budget, LeaseWatcher.Process, out _), Is.EqualTo(new OsError(OsErrorKind.OutOfMemory, Code: 12)), "ENOMEM");
    }

    [Test]
    public void A_slot_takes_two_map_areas_at_most()
    {
        IOsFile file = Open(seed: 1, Slots * Window);
        for (int slot = 0; slot < Slots; slot += 2)
        {
            Space.Map(slot, file, 0, Window);
        }

        Assert.That(LinuxMaps.Within(Start, Start + Length), Has.Count.EqualTo(Slots), "every other slot: mapped, reserved, mapped …");
    }

    protected override void Prepare()
    {
        base.Prepare();
        _budget = new MapAreaBudget();
    }

    protected override OsError Reserve(CacheLayout layout, out IAddressSpace? space)
    {
        OsError error = LinuxAddressSpace.Reserve(layout, _budget, LeaseWatcher.Process, out LinuxAddressSpace? made);
        space = made;
        return error;
    }

    private IOsFile Open(long seed, int length) => Open(Write($"{seed}", seed, length));
}
