using NUnit.Framework;

namespace MappingCache.Tests.Failures;

/// <summary>Every call of a long history fails once, in every way; and broken twins that must be caught by it.</summary>
public sealed class EveryCallTests
{
    private const int OutOfMemory = 12;
    private const int Again = 11;
    private const int Io = 5;
    private const int NoDevice = 19;
    private const int Interrupted = 4;

    [Test]
    public void Whichever_call_fails_only_who_wanted_that_window_is_told_and_nothing_is_lost(
        [Values] FailingCall kind, [Values(OutOfMemory, Again, Io, NoDevice, Interrupted)] int code, [Values] EvictionKind eviction, [Values(1, 2)] int inARow)
    {
        OsError error = new(KindOf(code), code);
        int calls = Clean(kind, eviction);
        for (int first = 1; first <= calls; first++)
        {
            using FailureRun<NoSchedule> run = new(kind, first, inARow, error, eviction);
            Assert.That(run.Run(), Is.Empty, $"{kind} number {first} of {calls}");
        }
    }

    [Test]
    public void A_cache_that_loses_the_slot_of_a_failed_mapping_is_caught() => Catches<LosesFailedSlot>("is free, but lost");

    [Test]
    public void A_cache_that_leaves_the_entry_of_a_failed_mapping_is_caught() => Catches<LeavesFailedEntry>("stuck", invalidates: false);

    [Test]
    public void A_space_that_keeps_a_failure_to_itself_is_caught() => Catches<NoSchedule>("swallowed", static space => new BrokenSpace(space) { Swallows = true });

    [Test]
    public void A_space_that_tells_a_failure_to_the_next_one_is_caught() => Catches<NoSchedule>("told to a bystander", static space => new BrokenSpace(space) { TellsTheNext = true });

    private static void Catches<TSchedule>(string symptom, Func<IAddressSpace, IAddressSpace>? breaks = null, bool invalidates = true)
        where TSchedule : struct, ISchedulePoints
    {
        int calls = Clean(FailingCall.Map, EvictionKind.Clock);
        List<string> wrong = [];
        for (int first = 1; first <= calls && !wrong.Exists(finding => finding.Contains(symptom, StringComparison.Ordinal)); first++)
        {
            using FailureRun<TSchedule> run = new(FailingCall.Map, first, 1, new OsError(OsErrorKind.Other, Io), EvictionKind.Clock, breaks, invalidates);
            wrong.AddRange(run.Run());
        }

        Assert.That(string.Join('\n', wrong), Does.Contain(symptom), "the run must be able to fail");
    }

    private static int Clean(FailingCall kind, EvictionKind eviction)
    {
        using FailureRun<NoSchedule> clean = new(kind, first: 0, 0, OsError.None, eviction);
        Assert.That(clean.Run(), Is.Empty);
        Assert.That(clean.Calls, Is.GreaterThan(10), "the history is long enough");
        return clean.Calls;
    }

    // As the platforms understand them.
    private static OsErrorKind KindOf(int code) => code switch
    {
        OutOfMemory => OsErrorKind.OutOfMemory,
        NoDevice => OsErrorKind.NotMappable,
        Io => OsErrorKind.NoPages,
        _ => OsErrorKind.Other,
    };
}
