using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>Short histories, many of them, of threads that run freely: each must be in an order. Which come up is up to the machine.</summary>
public sealed class HistoryTests
{
    private const int Threads = 3;
    private const int Windows = 3;

    // A history of more operations than the checker remembers would be refused.
    private const int Actions = 3;
    private const int Histories = 4000;

    [Test]
    public void A_cache_whose_invalidation_does_nothing_is_caught() =>
        Assert.That(Run(new Setting(Slots: 3, Windows) { Flaw = Flaw.InvalidatesNothing }), Does.Contain("shows is in no order"));

    [Test]
    public void Every_history_of_threads_that_run_freely_is_in_an_order([Values] EvictionKind eviction, [Values(1, 2, 3)] int slots) =>
        Assert.That(Run(new Setting(slots, Windows) { Eviction = eviction }), Is.Null);

    private static string? Run(Setting setting)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        string? wrong = null;
        int overlapping = 0;
        int awake = 0;
        World<Yields> world = new(setting, Threads);
        using Barrier rounds = new(Threads, _ =>
        {
            wrong ??= world.Finish();
            overlapping += Overlaps(world.Recorder.History) ? 1 : 0;
            world.Dispose();
            world = new World<Yields>(setting, Threads);
        });
        TestThread[] threads = [.. Enumerable.Range(0, Threads).Select(number => TestThread.Start(() =>
        {
            for (int round = 0; round < Histories && wrong is null; round++)
            {
                // All begin together: to be woken takes longer than to act.
                Interlocked.Increment(ref awake);
                while (Volatile.Read(ref awake) < Threads * (round + 1))
                {
                    Thread.Yield();
                }

                try
                {
                    Act(world.Clients[number], new Random(HashCode.Combine(seed, round, number)), mayChange: number == 0);
                }
                catch (InvalidOperationException thrown)
                {
                    wrong = $"round {round}: {thrown.Message}";
                }

                rounds.SignalAndWait();
            }
        }))];
        Array.ForEach(threads, static thread => thread.Join());
        world.Dispose();
        TestContext.Out.WriteLine($"{overlapping} histories in which threads were at it at once");
        Assert.That(overlapping > 0 || wrong is not null, "what comes one after the other shows nothing");
        return wrong;
    }

    private static bool Overlaps(IReadOnlyList<Operation> history) =>
        history.Any(one => history.Any(other => other.Thread != one.Thread && other.Overlaps(one)));

    private static void Act(Client<Yields> client, Random random, bool mayChange)
    {
        for (int action = 0; action < Actions; action++)
        {
            int window = random.Next(Windows);
            switch (random.Next(6))
            {
                case 0 when mayChange:
                    client.Change();
                    client.Invalidate();
                    break;
                case 1:
                    client.Trim(1);
                    break;
                case 2:
                    client.AcquireLight(window);
                    client.Share(window);
                    client.Release(window);
                    break;
                case 3:
                    client.AcquireLight(window);
                    client.Release(window);
                    break;
                case 4:
                    int other = (window + 1) % Windows;
                    client.Acquire(window);
                    client.TryAcquire(other);
                    client.Release(other);
                    client.Release(window);
                    break;
                default:
                    client.Touch(window);
                    break;
            }
        }
    }
}
