using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>Short histories, many of them, of threads that run freely: each must be in an order. Which histories come up is up to the machine; that wrong ones are noticed is shown first, by their names.</summary>
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
    public void A_client_that_gives_back_what_it_still_holds_is_caught() =>
        Assert.That(Run(new Setting(Slots: 1, Windows) { Flaw = Flaw.ReleasesEarly }), Does.Contain("who holds the slots is in no order"));

    [Test]
    public void Every_history_of_threads_that_run_freely_is_in_an_order([Values] EvictionKind eviction, [Values(1, 2, 3)] int slots) =>
        Assert.That(Run(new Setting(slots, Windows) { Eviction = eviction }), Is.Null);

    private static string? Run(Setting setting)
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        string? wrong = null;
        World<NoSchedule> world = new(setting, Threads);
        using Barrier rounds = new(Threads, _ =>
        {
            wrong ??= world.Finish();
            world.Dispose();
            world = new World<NoSchedule>(setting, Threads);
        });
        TestThread[] threads = [.. Enumerable.Range(0, Threads).Select(number => TestThread.Start(() =>
        {
            for (int round = 0; round < Histories && wrong is null; round++)
            {
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
        return wrong;
    }

    private static void Act(Client<NoSchedule> client, Random random, bool mayChange)
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
