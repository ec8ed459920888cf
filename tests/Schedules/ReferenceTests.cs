using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>The cache beside a plain one, on random commands of one thread: with strict LRU every decision is the same, with CLOCK what must be so is so.</summary>
public sealed class ReferenceTests
{
    private const int Sequences = 300;
    private const int Longest = 150;

    // First, by its name: a reference that does not move on release, as a cache would that stamps nothing.
    [Test]
    public void A_cache_whose_releases_leave_no_stamp_is_caught_by_a_handful_of_commands()
    {
        Exception? thrown = Assert.Catch(static () => Check(static commands => Agrees(commands, coversPastEnd: true, isFifo: true)));
        TestContext.Out.WriteLine(thrown!.Message);
        Assert.That(thrown.Message, Does.Contain("Falsifiable").And.Contain("Shrunk"));
    }

    [Test]
    public void Strict_lru_decides_as_the_reference_does_on_every_command([Values] bool coversPastEnd)
    {
        Dictionary<Outcome, int> tally = Enum.GetValues<Outcome>().ToDictionary(static outcome => outcome, static _ => 0);
        Check(commands => Agrees(commands, coversPastEnd, outcome: outcome => tally[outcome]++));
        TestContext.Out.WriteLine(string.Join(", ", tally));
        Assert.That(tally.Values, Is.All.Positive, "what never came up was not compared");
    }

    [Test]
    public void Clock_hits_what_is_mapped_keeps_what_is_held_and_never_has_more_than_its_slots() => Check(ObeysRules);

    private static void Check(Action<Command[]> property)
    {
        ulong seed = (ulong)TestContext.CurrentContext.Random.NextInt64();
        TestContext.Out.WriteLine($"seed {seed}");
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithEndSize(Longest).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<FsCheck.Replay>.Some(new FsCheck.Replay(new Rnd(seed), FSharpOption<int>.None)));
        FsCheck.Check.One(config, Prop.ForAll(Commands.Any, property));
    }

    private static void Agrees(Command[] commands, bool coversPastEnd, bool isFifo = false, Action<Outcome>? outcome = null)
    {
        using CommandedCache cache = new(EvictionKind.Lru, coversPastEnd);
        ReferenceCache reference = new(coversPastEnd, isFifo);
        for (int i = 0; i < commands.Length; i++)
        {
            Outcome expected = reference.Do(commands[i]);
            Outcome actual = cache.Do(commands[i]);
            outcome?.Invoke(actual);
            if (actual != expected || !cache.Mapped.SetEquals(reference.Mapped))
            {
                throw new InvalidOperationException($"command {i}, {commands[i]}: {actual} instead of {expected}; mapped {Text(cache.Mapped)} instead of {Text(reference.Mapped)}");
            }
        }
    }

    private static void ObeysRules(Command[] commands)
    {
        using CommandedCache cache = new(EvictionKind.Clock, coversPastEnd: true);
        HashSet<WindowName> invalidated = [];
        foreach (Command command in commands)
        {
            bool isMapped = cache.Mapped.Contains(new WindowName(command.File, command.Number));
            HashSet<WindowName> heldBefore = [.. cache.Held];
            Outcome outcome = cache.Do(command);
            invalidated.UnionWith(command.Kind == CommandKind.Invalidate ? heldBefore.Where(held => held.File == command.File) : []);
            invalidated.IntersectWith(cache.Held);
            string after = $"after {command}, {outcome}, {Text(cache.Mapped)} are mapped and {Text(cache.Held)} held of {cache.SlotCount} slots";
            Must(!isMapped || outcome != Outcome.Miss, $"what is mapped is a hit: {after}");
            Must(outcome != Outcome.Hit || isMapped, $"only what is mapped is a hit: {after}");
            Must(cache.Mapped.Count <= cache.SlotCount, $"no more are mapped than there are slots: {after}");
            Must(cache.Held.Except(invalidated).All(cache.Mapped.Contains), $"what is held is mapped: {after}");
            Must(outcome != Outcome.Refused || cache.IsFull, $"only a full cache refuses: {after}");
        }
    }

    private static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private static string Text(IEnumerable<WindowName> windows) => string.Join(' ', windows.Order(Comparer<WindowName>.Create(static (x, y) => (x.File, x.Window).CompareTo((y.File, y.Window)))).Select(static name => $"{name.File}/{name.Window}"));
}
