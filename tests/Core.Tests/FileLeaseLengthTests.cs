using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>How long windows are that are acquired while a lease comes and goes, and the file is another meanwhile.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileLeaseLengthTests
{
    private const int Size = TestCache.WindowSize;
    private const long Old = 1;

    private readonly ManualTime _time = new();

    [Test]
    public void What_was_written_before_the_lease_was_had_again_is_known_before_others_map_windows_by_it()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        using (facts.OpenToWrite())
        {
            facts.SetLength(Size + 5);
        }

        int length = 0;
        _time.Advance(FileLease.LongestBackOff);
        facts.BeforeLook = () =>
        {
            if (facts.Leases > 0)
            {
                facts.BeforeLook = null;
                using Window other = file.Acquire(Size);
                length = other.Length;
            }
        };
        TestCache.Touch(file, 0);

        Assert.That((length, test.Statistics.FileLeasesHeld), Is.EqualTo((5, 1)));
        file.Dispose();
    }

    // By whoever has pinned it, and asks for its length only when the file has grown.
    [Test]
    public unsafe void A_window_that_was_swapped_is_as_long_as_what_was_copied()
    {
        using TestCache test = Create(out MemoryFile.Facts facts, out MappedFile file);
        FileEntry entry = test.Engine.Files.ToArray().Single();
        facts.SetLength(Size + 5);
        file.Refresh();
        Assert.That(test.Engine.Acquire(entry, 1, mayWait: true, CancellationToken.None, out Slot* slot), Is.EqualTo(OsError.None));

        using (facts.OpenToWrite())
        {
            facts.SetLength(2 * Size);
            file.Refresh();
        }

        // SAFETY: the slot is pinned.
        Assert.That((slot->Covered, entry.SureLength), Is.EqualTo((5, 0L)), "and no hit goes by the file's length alone");
        test.Engine.Release(slot);
        file.Dispose();
    }

    private TestCache Create(out MemoryFile.Facts facts, out MappedFile file)
    {
        TestCache test = TestCache.Create(8, limits: static layout => layout with { FileLeases = FileLeaseMode.Opportunistic }, maintenance: new MaintenanceSettings { Time = _time });
        facts = test.Memory.Add("file", Old, 4 * Size);
        file = test.Cache.Open("file");
        return test;
    }
}
