using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>The checker itself, on histories made by hand: those that a cache may have, and others that it must refuse.</summary>
public sealed class LinearizabilityTests
{
    private const int Slots = 2;
    private const int Windows = 3;

    private static Operation Acquire(int thread, long called, long returned, int window, int slot, int version = 0) =>
        new(thread, OperationKind.Acquire, called, returned) { Window = window, Slot = slot, Version = version };

    private static Operation Release(int thread, long called, long returned, int window, int slot) =>
        new(thread, OperationKind.Release, called, returned) { Window = window, Slot = slot };

    private static Operation Change(int thread, long called, long returned, int version) =>
        new(thread, OperationKind.Change, called, returned) { Version = version };

    private static Operation Of(OperationKind kind, int thread, long called, long returned) => new(thread, kind, called, returned);

    private static Operation Deny(int thread, long called, long returned, int window) => Of(OperationKind.Deny, thread, called, returned) with { Window = window };

    private static IEnumerable<TestCaseData> Right()
    {
        yield return Case("nothing at all");
        yield return Case("one after the other in one slot", Acquire(0, 1, 2, 0, 0), Release(0, 3, 4, 0, 0), Acquire(1, 5, 6, 1, 0), Release(1, 7, 8, 1, 0));
        yield return Case("two hold one window", Acquire(0, 1, 3, 0, 1), Acquire(1, 2, 4, 0, 1), Release(0, 5, 6, 0, 1), Release(1, 7, 8, 0, 1));
        yield return Case("a slot changes hands while both calls are under way", Acquire(0, 1, 2, 0, 0), Release(0, 3, 6, 0, 0), Acquire(1, 4, 5, 1, 0));
        yield return Case("old bytes before the change is over", Change(0, 1, 4, 1), Acquire(1, 2, 3, 0, 0));
        yield return Case("old bytes after a change, for nobody has invalidated", Acquire(0, 1, 2, 0, 0), Change(1, 3, 4, 1), Acquire(0, 5, 6, 0, 0));
        yield return Case("old bytes while it is invalidated", Change(0, 1, 2, 1), Of(OperationKind.Invalidate, 0, 3, 6), Acquire(1, 4, 5, 0, 0));
        yield return Case("a window is mapped anew beside its invalidated self", Acquire(0, 1, 2, 0, 0), Change(1, 3, 4, 1), Of(OperationKind.Invalidate, 1, 5, 6), Acquire(1, 7, 8, 0, 1, version: 1));
        yield return Case("refused while both slots are held", Acquire(0, 1, 2, 0, 0), Acquire(0, 3, 4, 1, 1), Of(OperationKind.Refuse, 1, 5, 6));
        yield return Case("refused: each slot is held at some moment, and at none both", Acquire(0, 1, 2, 0, 0), Of(OperationKind.Refuse, 1, 3, 10), Release(0, 4, 5, 0, 0), Acquire(0, 6, 7, 1, 1));
        yield return Case("refused while another is on its way to a slot", Acquire(0, 1, 2, 0, 0), Acquire(2, 3, 6, 1, 1), Of(OperationKind.Refuse, 1, 4, 5));
        yield return Case("denied while it is closed, and another still served", Of(OperationKind.Close, 0, 1, 6), Deny(1, 2, 3, 0), Acquire(2, 4, 5, 0, 0));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("two windows in one slot", Acquire(0, 1, 2, 0, 0), Acquire(1, 3, 4, 1, 0));
        yield return Case("two windows in one slot, whose calls overlap", Acquire(0, 1, 3, 0, 0), Acquire(1, 2, 4, 1, 0), Release(0, 5, 6, 0, 0), Release(1, 7, 8, 1, 0));
        yield return Case("one window in two slots", Acquire(0, 1, 2, 0, 0), Acquire(1, 3, 4, 0, 1));
        yield return Case("given back twice", Acquire(0, 1, 2, 0, 0), Release(0, 3, 4, 0, 0), Release(0, 5, 6, 0, 0));
        yield return Case("an invalidated slot is given to another", Acquire(0, 1, 2, 0, 0), Of(OperationKind.Invalidate, 1, 3, 4), Acquire(1, 5, 6, 0, 0));
        yield return Case("old bytes after Invalidate returned", Change(0, 1, 2, 1), Of(OperationKind.Invalidate, 0, 3, 4), Acquire(1, 5, 6, 0, 0));
        yield return Case("bytes that the file gets later", Acquire(0, 1, 2, 0, 0, version: 1), Change(1, 3, 4, 1));
        yield return Case("old bytes after newer ones", Change(0, 1, 2, 1), Acquire(1, 3, 4, 0, 0, version: 1), Acquire(2, 5, 6, 0, 0));
        yield return Case("refused with a slot that nobody holds", Acquire(0, 1, 2, 0, 0), Of(OperationKind.Refuse, 1, 3, 4));
        yield return Case("refused with a slot that was given back before", Acquire(0, 1, 2, 0, 0), Acquire(0, 3, 4, 1, 1), Release(0, 5, 6, 1, 1), Of(OperationKind.Refuse, 1, 7, 8));
        yield return Case("denied before it was closed", Deny(0, 1, 2, 0), Of(OperationKind.Close, 1, 3, 4));
        yield return Case("served after it was closed", Of(OperationKind.Close, 0, 1, 2), Acquire(1, 3, 4, 0, 0));
    }

    [TestCaseSource(nameof(Right))]
    public void What_can_be_put_in_order_is_let_pass(object history) => Assert.That(Check(history), Is.Null);

    [TestCaseSource(nameof(Wrong))]
    public void What_cannot_is_caught(object history) => Assert.That(Check(history), Is.Not.Null);

    [Test]
    public void The_order_holds_every_operation_once_and_none_before_one_that_had_returned()
    {
        Operation[] history = [Acquire(0, 1, 3, 0, 0), Acquire(1, 2, 6, 0, 0), Release(0, 4, 5, 0, 0), Release(1, 7, 8, 0, 0), Acquire(2, 9, 10, 1, 0)];
        Operation[] order = [.. Linearizability.Order(new HoldSpecification(), history) ?? []];
        Assert.That(order, Is.EquivalentTo(history));
        for (int i = 0; i < order.Length; i++)
        {
            Assert.That(order.Skip(i + 1).Any(later => later.Returned < order[i].Called), Is.False);
        }
    }

    // Without the memory the orders of 14 overlapping operations would take hours to go through.
    [Test]
    public void What_was_tried_in_vain_is_not_tried_again()
    {
        Operation[] history = [.. Enumerable.Range(0, 14).Select(thread => Change(thread, thread, 100 + thread, 0)), Acquire(20, 30, 140, 0, 0, version: 1)];
        Assert.That(Linearizability.Order(new ContentSpecification(), history), Is.Null);
    }

    private static TestCaseData Case(string name, params Operation[] history) => new TestCaseData((object)history).SetArgDisplayNames(name);

    private static string? Check(object history) => HistoryCheck.Of((Operation[])history, Slots, Windows);
}
