using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests;

/// <summary>What answers a break in the product's place, broken on purpose: the tests of <see cref="FileLeaseTests"/> must be able to tell.</summary>
public sealed class FileLeaseTwinTests
{
    private const int Size = TestCache.WindowSize;
    private const long Old = 1;
    private const long New = 7;

    [Test]
    public void An_answer_that_only_ends_the_lease_is_caught() =>
        Assert.That(WhatIsWrong(static (_, file) => LeaseTwins.OnlyEndsIt(file)), Is.EqualTo("the holder reads what was written later"));

    [Test]
    public void An_answer_that_leaves_entries_is_caught() =>
        Assert.That(WhatIsWrong(static (test, file) => LeaseTwins.LeavesEntries(test.Engine, file)), Is.EqualTo("who comes later reads old bytes"));

    [Test]
    public void The_answer_of_the_product_passes() => Assert.That(WhatIsWrong(static (_, _) => null), Is.Empty);

    [Test]
    public void A_mapping_that_a_break_has_overtaken_fails_and_a_mapper_that_takes_no_notice_is_caught() =>
        Assert.That((MapWhileBroken<NoSchedule>(), MapWhileBroken<TakesNoNotice>()), Is.EqualTo((OsErrorKind.BeingWritten, OsErrorKind.None)));

    private static OsErrorKind MapWhileBroken<TSchedule>()
        where TSchedule : struct, ISchedulePoints
    {
        CacheLayout layout = new(Size, 4, 4, []) { FileLeases = FileLeaseMode.Opportunistic };
        MemoryAddressSpace memory = new(layout);
        ProbeAddressSpace probe = new(memory);
        MemoryFile.Facts facts = memory.Add("file", Old, Size);
        CacheEngine<TSchedule> engine = new(probe, layout, EvictionKind.Clock);
        Assert.That(engine.Files.Open(new FileName("file", Within: null), out FileEntry? file), Is.EqualTo(OsError.None));
        Assert.That(engine.LeaseOpened(file!), Is.EqualTo(OsError.None));
        probe.BeforePopulate = (_, _) =>
        {
            facts.OpenToWrite().Dispose();
            return OsError.None;
        };

        (OsError error, int slot) = engine.AcquireAsync(file!, 0, reads: null, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (!error.IsError)
        {
            engine.Release(slot);
        }

        engine.Files.Release(file!);
        engine.Close();
        return error.Kind;
    }

    private static string WhatIsWrong(Func<TestCache, IOsFile, Action?> twin)
    {
        using TestCache test = TestCache.Create(8, limits: static layout => layout with { FileLeases = FileLeaseMode.Opportunistic });
        test.Probe.OnBreak = (file, answer) => twin(test, file) ?? answer;
        MemoryFile.Facts facts = test.Memory.Add("file", Old, 4 * Size);
        using MappedFile file = test.Cache.Open("file");
        using Window held = file.Acquire(0);
        using IDisposable writer = facts.OpenToWrite();
        test.Memory.Rewrite("file", New);
        using Window next = file.Acquire(0);
        return !FileContent.Matches(held.Span, Old, 0) ? "the holder reads what was written later"
            : !FileContent.Matches(next.Span, New, 0) ? "who comes later reads old bytes"
            : string.Empty;
    }
}
