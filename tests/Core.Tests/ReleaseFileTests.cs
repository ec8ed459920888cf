using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>Letting go of a file altogether, and saying truly whether that was all.</summary>
public sealed class ReleaseFileTests
{
    [Test]
    public void Nothing_of_it_is_mapped_or_open_afterwards_and_its_handles_go_on()
    {
        using TestCache test = TestCache.Create(slots: 4);
        using MappedFile file = test.OpenNew(seed: 2, windows: 3);
        TestCache.Touch(file, 0, 1, 2);

        Assert.That(test.Cache.Release(file.Path));
        Assert.That(test.Memory.MappedSlots, Is.Empty);
        Assert.That(test.Statistics.Descriptors, Is.Zero);
        TestCache.Touch(file, 1);
    }

    // Catches: a file that is forgotten with its last entry, and then not found while it is still mapped.
    [Test]
    public async Task It_is_not_free_while_a_window_is_held_however_often_it_is_asked_for([Values] bool closed)
    {
        using TestCache test = TestCache.Create(slots: 4, coversPastEnd: false);
        using MappedFile file = test.OpenNew(seed: 2, windows: 1);
        string path = file.Path;
        WindowLease lease = await file.AcquireAsync(0);
        if (closed)
        {
            file.Dispose();
        }

        Assert.That((test.Cache.Release(path), test.Cache.Release(path)), Is.EqualTo((false, false)));
        lease.Dispose();
        Assert.That(test.Memory.MappedSlots, Is.Empty);
        Assert.That(test.Cache.Release(path));
        Assert.That(test.Statistics.Files, Is.EqualTo(closed ? 0 : 1));
    }

    // Catches: a slot that is counted for its next file before it has let go of the one before.
    [Test]
    public void It_is_not_free_while_its_slot_is_being_taken_for_another([Values] bool fails)
    {
        using TestCache test = TestCache.Create(slots: 1, coversPastEnd: false);
        using MappedFile file = test.OpenNew(seed: 2, windows: 1);
        using MappedFile other = test.OpenNew(seed: 3, windows: 1);
        TestCache.Touch(file, 0);
        bool free = true;
        test.Probe.BeforeMap = (_, _) =>
        {
            free = test.Cache.Release(file.Path);
            return fails ? new OsError(OsErrorKind.Other, 5) : OsError.None;
        };

        Assert.That(() => TestCache.Touch(other, 0), fails ? Throws.TypeOf<MappingException>() : Throws.Nothing);
        Assert.That(free, Is.False);
        test.Probe.BeforeMap = null;
        Assert.That(test.Cache.Release(file.Path));
    }

    [Test]
    public void It_is_not_free_while_its_descriptor_is_in_use()
    {
        using TestCache test = TestCache.Create(slots: 2);
        using MappedFile file = test.OpenNew(seed: 2, windows: 1);
        bool free = true;
        test.Probe.BeforeMap = (_, _) =>
        {
            // Not of this thread, which would wait for its own mapping.
            test.Probe.BeforeMap = null;
            free = test.Engine.Files.TryClose(test.Engine.Files.ToArray().Single());
            return OsError.None;
        };

        TestCache.Touch(file, 0);
        Assert.That(free, Is.False);
    }

    [Test]
    public void A_file_that_nobody_knows_is_free() =>
        Assert.That(() => TestOf(static cache => cache.Release("nowhere")), Is.True);

    private static bool TestOf(Func<WindowCache, bool> what)
    {
        using TestCache test = TestCache.Create(slots: 1);
        return what(test.Cache);
    }
}
