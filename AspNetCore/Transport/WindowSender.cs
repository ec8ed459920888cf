using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Sends bodies from windows where the connection takes them, and copies them where it does not. What waits holds no window and no thread.</summary>
internal static class WindowSender
{
    /// <summary>Most bytes that are handed to the connection before it is waited for.</summary>
    public const int PieceSize = 1024 * 1024;

    // Sends of files whose pages were in memory: then only some are asked for theirs.
    private static readonly WarmStreak s_warm = new(length: 1024);

    /// <summary>Sends a range of a file as the next bytes of a response that has begun. Allocates nothing unless it has to wait.</summary>
    /// <param name="context">The request.</param>
    /// <param name="file">The file. Its handle stays open until this is over.</param>
    /// <param name="version">The version that was promised.</param>
    /// <param name="looks">Whether to ask the system for the file's version before the last piece of several; otherwise what others have found counts.</param>
    /// <param name="range">The range.</param>
    /// <param name="metrics">Is told of bytes that were sent, and why they were copied, if they were.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="MappingException">The system could not map a window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ValueTask<BodyOutcome> SendAsync(
        HttpContext context, MappedFile file, FileVersion version, bool looks, ByteRange range, ServedMetrics metrics, CancellationToken cancellationToken)
    {
        PipeWriter writer = context.Response.BodyWriter;
        TransportConnection? connection = WindowOutput.Find(context, file, out CopyReason reason);
        if (connection is null)
        {
            return CopyAsync(context, file, version, looks, range, reason, metrics, cancellationToken);
        }

        int changes = file.Changes;
        if (file.Version != version && !file.HasOnlyLostItsName(version))
        {
            return new ValueTask<BodyOutcome>(BodyOutcome.FileChanged);
        }

        if (range.Length > PieceSize || !IsWarm(file, range, connection.GatherLimit))
        {
            return SendSlowlyAsync(context, connection, writer, new ArmedRange(file, version, changes, range.Offset, 0), looks, range, metrics, cancellationToken);
        }

        ArmedRange armed = new(file, version, changes, range.Offset, (int)range.Length);
        if (!WindowOutput.TryAppend(connection.Output, writer, in armed))
        {
            metrics.Copied(CopyReason.OtherMemory);
            return WindowBody.CopyAsync(file, version, looks, range, writer, metrics, cancellationToken);
        }

        metrics.AddBytes(armed.Length, BodyWay.Sent);
        ValueTask<FlushResult> flush = writer.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully && connection.Output.HasSentAll)
        {
            return new ValueTask<BodyOutcome>(OutcomeOf(flush.Result));
        }

        return FinishAsync(context, connection, flush);
    }

    /// <summary>Copies a range of a file as the next bytes of a response that has begun: <see cref="WindowBody.CopyAsync"/>, and not on a loop.</summary>
    /// <param name="context">The request.</param>
    /// <param name="file">The file. Its handle stays open until this is over.</param>
    /// <param name="version">The version that was promised.</param>
    /// <param name="looks">Whether to ask the system for the file's version after each piece.</param>
    /// <param name="range">The range.</param>
    /// <param name="reason">Why it is copied.</param>
    /// <param name="metrics">Is told of it.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public static ValueTask<BodyOutcome> CopyAsync(
        HttpContext context, MappedFile file, FileVersion version, bool looks, ByteRange range, CopyReason reason, ServedMetrics metrics, CancellationToken cancellationToken)
    {
        metrics.Copied(reason);
        PipeWriter writer = WindowOutput.WriterOfCopies(context, range.Length);
        return LoopThread.IsCurrent(context)
            ? CopyElsewhereAsync(file, version, looks, range, writer, metrics, cancellationToken)
            : WindowBody.CopyAsync(file, version, looks, range, writer, metrics, cancellationToken);
    }

    // To copy a page that is not in memory waits for the disk, which a loop must not.
    private static async ValueTask<BodyOutcome> CopyElsewhereAsync(
        MappedFile file, FileVersion version, bool looks, ByteRange range, PipeWriter writer, ServedMetrics metrics, CancellationToken cancellationToken)
    {
        await LoopThread.LeaveAsync().ConfigureAwait(false);
        return await WindowBody.CopyAsync(file, version, looks, range, writer, metrics, cancellationToken).ConfigureAwait(false);
    }

    private static BodyOutcome OutcomeOf(FlushResult flushed) => flushed.IsCompleted || flushed.IsCanceled ? BodyOutcome.ReaderGone : BodyOutcome.Complete;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<BodyOutcome> FinishAsync(HttpContext context, TransportConnection connection, ValueTask<FlushResult> flush)
    {
        FlushResult flushed = await flush.ConfigureAwait(false);
        if (flushed.IsCompleted || flushed.IsCanceled)
        {
            return BodyOutcome.ReaderGone;
        }

        FlushResult drained = await connection.DrainAsync(context).ConfigureAwait(false);
        if (drained.IsCompleted)
        {
            // The server learns of an end from its flushes, of which that was none. Unless it knows, it takes a body that is too
            // short for the application's fault.
            _ = await context.Response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return OutcomeOf(drained);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<BodyOutcome> SendSlowlyAsync(
        HttpContext context,
        TransportConnection connection,
        PipeWriter writer,
        ArmedRange armed,
        bool looks,
        ByteRange range,
        ServedMetrics metrics,
        CancellationToken cancellationToken)
    {
        MappedFile file = armed.File;
        long offset = range.Offset;
        while (offset < range.End)
        {
            int length = (int)Math.Min(range.End - offset, PieceSize);
            if (!IsWarm(file, new ByteRange(offset, length), connection.GatherLimit))
            {
                await BringAsync(file, offset, offset + length, cancellationToken).ConfigureAwait(false);
            }

            if (looks && offset > range.Offset && offset + length == range.End && file.Refresh() != armed.Version && !file.HasOnlyLostItsName(armed.Version))
            {
                // The client has yet to be given the end, so it will know.
                return BodyOutcome.FileChanged;
            }

            if (!WindowOutput.TryAppend(connection.Output, writer, armed with { Offset = offset, Length = length }))
            {
                metrics.Copied(CopyReason.OtherMemory);
                return await WindowBody.CopyAsync(file, armed.Version, looks, new ByteRange(offset, range.End - offset), writer, metrics, cancellationToken).ConfigureAwait(false);
            }

            metrics.AddBytes(length, BodyWay.Sent);
            BodyOutcome outcome = await FinishAsync(context, connection, writer.FlushAsync(cancellationToken)).ConfigureAwait(false);
            if (outcome != BodyOutcome.Complete)
            {
                return outcome;
            }

            offset += length;
        }

        return BodyOutcome.Complete;
    }

    // Whether it can be sent without waiting for the disk, as far as is known: what is gathered is mapped, which says so, or is
    // mapped now, if its pages are in memory; of what is sent by sendfile pages are asked for, as long as not all were there of
    // late.
    private static bool IsWarm(MappedFile file, ByteRange range, long gatherLimit)
    {
        if (range.Length <= gatherLimit)
        {
            return (file.IsMapped(range.Offset) && (file.LeftOfWindow(range.Offset) >= range.Length || file.IsMapped(range.End - 1)))
                || (file.IsResident(range.Offset, range.Length) && TryMap(file, range));
        }

        if (!s_warm.ShouldAsk())
        {
            return true;
        }

        bool isWarm = file.IsResident(range.Offset, range.Length);
        s_warm.Saw(!isWarm);
        return isWarm;
    }

    // Two calls of the system. To have them made in the thread pool, and to go on there, costs several times as much.
    private static bool TryMap(MappedFile file, ByteRange range)
    {
        for (long offset = range.Offset; offset < range.End;)
        {
            if (!file.TryAcquire(offset, out Window window))
            {
                return false;
            }

            using (window)
            {
                if (window.Length == 0)
                {
                    return false;
                }

                offset += window.Length;
            }
        }

        return true;
    }

    // Maps the windows, one after the other, which reads what is not in memory, and on the thread pool.
    private static async ValueTask BringAsync(MappedFile file, long offset, long end, CancellationToken cancellationToken)
    {
        while (offset < end)
        {
            using WindowLease lease = await file.AcquireAsync(offset, cancellationToken).ConfigureAwait(false);
            if (lease.Length == 0)
            {
                return;
            }

            offset += lease.Length;
        }
    }
}
