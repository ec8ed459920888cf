using NUnit.Framework;

namespace MappingCache.Model;

/// <summary>What is found in graphs that are small enough to be drawn. One thread, so movers 0, and 1 for its stores.</summary>
public sealed class GraphCheckTests
{
    [Test]
    public void A_way_to_the_end_is_all_that_is_wanted()
    {
        GraphCheck check = Check([[(1, 0)], [(2, 0), (0, 0)], []], end: 2);
        Assert.That((check.Stuck, check.Circling), Is.EqualTo(((uint?)null, (uint?)0)), "and to go round beside it is found all the same");
        check = Check([[(1, 0)], [(2, 0)], []], end: 2);
        Assert.That((check.Stuck, check.Circling), Is.EqualTo(((uint?)null, (uint?)null)));
    }

    [Test]
    public void The_first_state_without_a_way_to_the_end_is_found()
    {
        GraphCheck check = Check([[(1, 0), (3, 0)], [(2, 0)], [], []], end: 3);
        Assert.That(check.Stuck, Is.EqualTo(1));
    }

    [Test]
    public void A_cancellation_is_no_way_out()
    {
        GraphCheck check = Check([[(1, Graph.Canceller)], []], end: 1);
        Assert.That(check.Stuck, Is.EqualTo(0));
    }

    [Test]
    public void What_waits_for_a_caller_does_not_go_round()
    {
        GraphCheck check = Check([[(1, Graph.User)], [(0, Graph.User), (2, 0)], []], end: 2);
        Assert.That((check.Stuck, check.Circling), Is.EqualTo(((uint?)null, (uint?)null)));
        check = Check([[(0, 0), (1, Graph.User)], []], end: 1);
        Assert.That(check.Circling, Is.EqualTo(0), "but to spin until a caller ends a hold is");
    }

    [Test]
    public void A_round_that_leaves_somebody_out_is_not_fair()
    {
        // The store that is on its way could arrive at either state, and would lead out.
        GraphCheck check = Check([[(1, 0), (2, 1)], [(0, 0), (2, 1)], []], end: 2);
        Assert.That((check.Stuck, check.Circling), Is.EqualTo(((uint?)null, (uint?)null)));
    }

    private static GraphCheck Check((uint Target, byte Mover)[][] states, uint end)
    {
        Graph graph = new();
        for (uint state = 0; state < states.Length; state++)
        {
            graph.BeginState(isEnd: state == end);
            foreach ((uint target, byte mover) in states[state])
            {
                graph.AddStep(target, mover);
            }
        }

        GraphCheck check = new(graph, threads: 1);
        check.Run();
        return check;
    }
}
