using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Whatever is disposed at whatever moment, a send ends with one of the documented exceptions, and nothing stays pinned.</summary>
public sealed class DisposalRunTests
{
    private const int Buffer = 8 * 1024;
    private const int Length = 1_000_000;

    private static readonly int s_rounds = Wine.IsRunning ? 15 : 60;

    public enum Victim
    {
        Socket,
        Handle,
        Cache,
    }

    [Test]
    public async Task Whenever_it_happens_nothing_stays_pinned([Values] Victim victim, [Values(SendStrategy.Gather, SendStrategy.SendFile)] SendStrategy strategy, [Values] bool blocking)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        FileSender sender = FileSender.Create(new FileSenderOptions { Strategy = strategy });
        byte[] header = FileContent.Of(101, 200);
        byte[] whole = [.. header, .. FileContent.Of(1, Length)];
        int failed = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            using SendFixture test = new();
            using MappedFile file = test.Open(1, Length);
            using SocketPair sockets = SocketPair.Tcp(Buffer);
            Task<Receipt> receiving = Receipt.OfAsync(sockets.Receiver);
            SendPart[] parts = [header, file.Whole()];
            Task<long> sending = blocking
                ? Task.Factory.StartNew(() => sender.Send(sockets.Sender, parts), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                : Task.Run(() => sender.SendAsync(sockets.Sender, parts).AsTask());
            Thread.SpinWait(random.Next(300_000));
            IDisposable disposed = victim switch
            {
                Victim.Socket => sockets.Sender,
                Victim.Handle => file,
                _ => test.Cache,
            };
            disposed.Dispose();

            long sent;
            try
            {
                sent = await sending;
                Assert.That(sent, Is.EqualTo(whole.Length));
            }
            catch (SendException failure)
            {
                failed++;
                sent = failure.BytesSent;
            }
            catch (ObjectDisposedException)
            {
                failed++;
                sent = 0;
            }

            if (victim == Victim.Socket)
            {
                Receipt receipt = await receiving;
                Assert.That(receipt.Bytes, Has.Length.LessThanOrEqualTo(sent), $"seed {seed}, round {round}");
                Assert.That(receipt.Bytes.AsSpan().SequenceEqual(whole.AsSpan(0, receipt.Bytes.Length)), $"seed {seed}, round {round}");
            }
            else
            {
                await Receipt.MustBe(sockets, sent, whole, receiving);
            }

            Assert.That(test.Cache.Audit(), Is.Empty, $"seed {seed}, round {round}");
        }

        TestContext.Out.WriteLine($"{failed} of {s_rounds} did not come to their end");
        Assert.That(victim == Victim.Cache && strategy == SendStrategy.SendFile ? 1 : failed, Is.GreaterThan(0), "it happened in the middle");
    }
}
