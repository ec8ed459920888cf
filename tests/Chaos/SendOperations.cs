using System.Net.Security;
using System.Net.Sockets;

namespace MappingCache.Tests.Chaos;

/// <summary>Files that are sent over sockets, each with a connection of its own, which ends in order only if its sender has found nothing wrong.</summary>
internal static class SendOperations
{
    /// <summary>Each window is copied by <see cref="WindowLease.TryCopyTo"/>, and the copy is sent.</summary>
    public static ChaosOperation PlainCopied { get; } = new("Socket, TryCopyTo", static visit => SendPlainAsync(visit, static async (visit, file, offset, sender) =>
    {
        await using NetworkStream stream = new(sender);
        await SendCopiesAsync(visit, file, offset, stream);
        sender.Shutdown(SocketShutdown.Send);
    }))
    {
        IsExact = true,
    };

    /// <summary>As many windows as can be had are sent by one call, and looked at once more.</summary>
    public static ChaosOperation Gathered { get; } = new("Socket, gathered", static visit => SendPlainAsync(visit, static async (visit, file, offset, sender) =>
    {
        long end = file.Length;
        while (offset < end)
        {
            using SequenceLease lease = await file.AcquireSequenceAsync(offset, end - offset, visit.CancellationToken);
            ThrowIfEnded((int)lease.Length);
            visit.Dawdle();
            GatheredSend.Send(sender, lease.Sequence, visit.CancellationToken);
            if (!visit.Place.IsCareless)
            {
                lease.ThrowIfChanged();
            }

            offset += lease.Length;
        }

        sender.Shutdown(SocketShutdown.Send);
    }));

    /// <summary>The windows themselves are encrypted, and looked at once more.</summary>
    public static ChaosOperation Tls { get; } = new("SslStream, ThrowIfChanged", static visit => SendEncryptedAsync(visit, SendLookingAsync));

    /// <summary>Each window is copied by <see cref="WindowLease.TryCopyTo"/>, and the copy is encrypted.</summary>
    public static ChaosOperation TlsCopied { get; } = new("SslStream, TryCopyTo", static visit => SendEncryptedAsync(visit, SendCopiesAsync))
    {
        IsExact = true,
    };

    /// <summary>Sends by a way of the caller's, and receives what comes.</summary>
    public static Task SendPlainAsync(ChaosVisit visit, Func<ChaosVisit, MappedFile, long, Socket, Task> send) => ConnectAsync(
        visit,
        (file, offset, connection) => send(visit, file, offset, connection.Sender),
        async connection =>
        {
            await using NetworkStream receiver = new(connection.Receiver);
            await visit.Taken.AddAsync(receiver, visit.CancellationToken);
        });

    private static Task SendEncryptedAsync(ChaosVisit visit, Func<ChaosVisit, MappedFile, long, Stream, Task> send) => ConnectAsync(
        visit,
        async (file, offset, connection) =>
        {
            await using SslStream sender = new(new NetworkStream(connection.Sender));
            await sender.AuthenticateAsServerAsync(visit.Place.Tls.Server, visit.CancellationToken);
            await send(visit, file, offset, sender);
            connection.Sender.Shutdown(SocketShutdown.Send);
        },
        async connection =>
        {
            await using SslStream receiver = new(new NetworkStream(connection.Receiver));
            await receiver.AuthenticateAsClientAsync(visit.Place.Tls.Client, visit.CancellationToken);
            await visit.Taken.AddAsync(receiver, visit.CancellationToken);
        });

    private static async Task SendLookingAsync(ChaosVisit visit, MappedFile file, long offset, Stream to)
    {
        long end = file.Length;
        while (offset < end)
        {
            using WindowLease lease = await file.AcquireAsync(offset, visit.CancellationToken);
            ThrowIfEnded(lease.Length);
            visit.Dawdle();
            await to.WriteAsync(lease.Memory, visit.CancellationToken);
            if (!visit.Place.IsCareless)
            {
                lease.ThrowIfChanged();
            }

            offset += lease.Length;
        }
    }

    private static async Task SendCopiesAsync(ChaosVisit visit, MappedFile file, long offset, Stream to)
    {
        byte[] copy = new byte[visit.Place.Cache.WindowSize];
        long end = file.Length;
        while (offset < end)
        {
            int length;
            using (WindowLease lease = await file.AcquireAsync(offset, visit.CancellationToken))
            {
                visit.Dawdle();
                length = lease.TryCopyTo(copy) ? lease.Length : throw new FileChangedException();
            }

            ThrowIfEnded(length);
            await to.WriteAsync(copy.AsMemory(0, length), visit.CancellationToken);
            offset += length;
        }
    }

    private static void ThrowIfEnded(int length)
    {
        if (length == 0)
        {
            throw new FileChangedException();
        }
    }

    /// <summary>Sends from one end to the other at once. What is thrown is the reason of the sender, where it has one; the receiver must then have noticed that it does not have everything.</summary>
    private static async Task ConnectAsync(ChaosVisit visit, Func<MappedFile, long, ChaosConnection, Task> send, Func<ChaosConnection, Task> receive)
    {
        using MappedFile file = visit.Open();
        long offset = visit.Begin(file);
        using ChaosConnection connection = await ChaosConnection.OpenAsync(visit.CancellationToken);
        Task receiving = receive(connection);
        Exception? reason = null;
        try
        {
            await send(file, offset, connection);
        }
        catch (Exception exception) when (ChaosOutcomes.Of(exception) is not null)
        {
            reason = exception;
            connection.Abort();
        }

        try
        {
            await receiving;
        }
        catch (Exception exception) when (reason is not null && ChaosOutcomes.Of(exception) is ChaosOutcome.Aborted)
        {
            throw reason;
        }

        if (reason is not null)
        {
            throw new InvalidOperationException($"The receiver was not told that the sender gave up: {reason.Message}", reason);
        }
    }
}
