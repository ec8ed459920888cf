using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>A send that is cancelled at any point tells the exact count and holds nothing.</summary>
public sealed class CancellationTests
{
    private static readonly int s_sends = Wine.IsRunning ? 40 : 120;

    [Test]
    public async Task Whenever_it_is_cancelled_as_many_bytes_arrive_as_are_told([Values(SendStrategy.Auto, SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool copy)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        CancellationRun run = new(FileSender.Create(new FileSenderOptions { Strategy = strategy, Copy = copy }), seed, s_sends);

        Assert.That(await run.RunAsync(), Is.Empty, $"seed {seed}");
        TestContext.Out.WriteLine($"(before the first byte, within, not in time) = {run.Times}");
        Assert.That(run.Times.Within, Is.GreaterThan(0), "some were cancelled in their middle");
    }

    [Test]
    public async Task A_sender_that_counts_a_byte_too_many_is_caught()
    {
        int calls = 0;
        FileSender twin = WrappingTransmitter.CreateSender((inner, operation) =>
        {
            SendOutcome outcome = inner.Send(operation);
            bool isLast = !operation.HasMoreAfter(0);
            return outcome == SendOutcome.Progress && !isLast && ++calls % 5 == 0 ? operation.Take(1) : outcome;
        });

        Assert.That(await new CancellationRun(twin, seed: 1, s_sends).RunAsync(), Is.Not.Empty);
    }

    [Test]
    public async Task A_sender_that_counts_a_byte_too_few_is_caught()
    {
        FileSender twin = WrappingTransmitter.CreateSender(
            static (_, operation) =>
            {
                SendOutcome outcome = operation.Collect();
                if (outcome != SendOutcome.Progress)
                {
                    return outcome;
                }

                int taken = SendFirst(operation);
                return operation.Settle(taken > 1 ? taken - 1 : taken);
            },
            new FileSenderOptions { Strategy = SendStrategy.Gather });

        Assert.That(await new CancellationRun(twin, seed: 2, s_sends).RunAsync(), Is.Not.Empty);
    }

    [Test]
    public async Task A_sender_that_forgets_a_pin_is_caught()
    {
        CancellationRun run = null!;
        bool hasForgotten = false;
        FileSender twin = WrappingTransmitter.CreateSender(
            (inner, operation) =>
            {
                // Once, so that the slots are not used up by it: what is collected next begins with no pin.
                int before = run.SlotsInUse;
                if (!hasForgotten && operation.Collect() == SendOutcome.Progress && !(hasForgotten = run.SlotsInUse > before))
                {
                    operation.LetGo();
                }

                return inner.Send(operation);
            },
            new FileSenderOptions { Strategy = SendStrategy.Gather });

        run = new CancellationRun(twin, seed: 3, s_sends);
        IReadOnlyList<string> findings = await run.RunAsync();
        Assert.That(hasForgotten);
        Assert.That(findings, Has.Some.Contains("pin").IgnoreCase);
    }

    // SAFETY: the first piece that was collected stays where it is until the operation settles.
    private static unsafe int SendFirst(SendOperation operation) =>
        operation.Socket.Send(new ReadOnlySpan<byte>(operation.Pieces[0].Address, (int)operation.Pieces[0].Length), SocketFlags.None);
}
