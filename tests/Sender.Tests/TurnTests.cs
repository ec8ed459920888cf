using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache.Tests;

/// <summary>A long send goes on only after those who have come to wait for a thread, and does without being handed on where nobody has.</summary>
public sealed class TurnTests
{
    private const int Quantum = 4096;
    private const int Turns = 200;
    private const int TurnOfArrivals = 50;
    private const int Arrivals = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Who_waits_for_a_thread_goes_before_the_next_turn()
    {
        using SocketPair sockets = SocketPair.Tcp();
        int turns = 0;
        StrongBox<int> ran = new();
        int ranBeforeNext = -1;
        FileSender sender = WrappingTransmitter.CreateSender(
            (gathering, operation) =>
            {
                turns++;
                if (turns == TurnOfArrivals)
                {
                    for (int i = 0; i < Arrivals; i++)
                    {
                        _ = ThreadPool.UnsafeQueueUserWorkItem(Arrive, ran, preferLocal: false);
                    }
                }
                else if (turns == TurnOfArrivals + 1)
                {
                    ranBeforeNext = Volatile.Read(ref ran.Value);
                }

                return operation.Take(Quantum);
            },
            new FileSenderOptions { Quantum = Quantum });

        long sent = await Task.Run(async () => await sender.SendAsync(sockets.Sender, [new byte[Turns * Quantum]]));

        // One that was taken by another thread may not have counted yet.
        Assert.That((sent, turns), Is.EqualTo(((long)Turns * Quantum, Turns)));
        Assert.That(ranBeforeNext, Is.GreaterThanOrEqualTo(Arrivals - ThreadPool.ThreadCount));
    }

    [Test]
    public async Task A_turn_that_nobody_waits_for_is_kept()
    {
        using SocketPair sockets = SocketPair.Tcp();
        FileSender sender = WrappingTransmitter.CreateSender(static (_, operation) => operation.Take(Quantum), new FileSenderOptions { Quantum = Quantum });

        long before = ThreadPool.CompletedWorkItemCount;
        _ = await Task.Run(async () => await sender.SendAsync(sockets.Sender, [new byte[Turns * Quantum]]));
        Assert.That(ThreadPool.CompletedWorkItemCount - before, Is.LessThan(Turns / 2), "work items; one a turn if each were given away");
    }

    // As under pressure of memory: the socket has room, and the call takes nothing all the same.
    [Test]
    public void A_thread_does_not_ask_without_a_pause_a_socket_that_only_says_it_takes_bytes()
    {
        const int Refusals = 50;
        using SocketPair sockets = SocketPair.Tcp();
        int calls = 0;
        FileSender sender = WrappingTransmitter.CreateSender(
            (_, operation) => ++calls <= Refusals ? SendOutcome.Full : operation.Take(Quantum), new FileSenderOptions { Quantum = Quantum });

        long start = Stopwatch.GetTimestamp();
        _ = sender.Send(sockets.Sender, [new byte[Quantum]]);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);

        // The first time it may believe what the socket says. A pause of 1 ms is at least that.
        Assert.That(calls, Is.EqualTo(Refusals + 1));
        Assert.That(taken.TotalMilliseconds, Is.GreaterThanOrEqualTo((Refusals - 1) * 0.9), "pauses");
    }

    [Test]
    public async Task The_time_limit_of_a_socket_that_only_says_it_takes_bytes_is_kept()
    {
        const int Limit = 50;
        using SocketPair sockets = SocketPair.Tcp();
        sockets.Sender.SendTimeout = Limit;
        FileSender sender = WrappingTransmitter.CreateSender(
            static (_, operation) => operation.Sent == 0 ? operation.Take(Quantum / 2) : SendOutcome.Full, new FileSenderOptions { Quantum = Quantum });

        long start = Stopwatch.GetTimestamp();
        SendException failure = await Task.Run(() => Assert.Throws<SendException>(() => sender.Send(sockets.Sender, [new byte[Quantum]]))!).WaitAsync(s_patience);

        Assert.That((failure.SocketError, failure.BytesSent), Is.EqualTo((SocketError.TimedOut, Quantum / 2)));
        Assert.That(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Is.GreaterThanOrEqualTo(Limit));
    }

    // Longer than it takes to queue one, so that they are not done already when the last is queued.
    private static void Arrive(StrongBox<int> ran)
    {
        Thread.SpinWait(2000);
        _ = Interlocked.Increment(ref ran.Value);
    }
}
