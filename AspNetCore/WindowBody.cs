using System.IO.Pipelines;

namespace MappingCache.AspNetCore;

/// <summary>Copies bytes of a file from its mapped windows to a pipe.</summary>
internal static class WindowBody
{
    /// <summary>Most bytes that are copied before the pipe is flushed: enough that a flush costs little beside them, few enough that a slow client holds little memory.</summary>
    public const int PieceSize = 64 * 1024;

    /// <summary>Longest body that is worth taking before its response begins: copying it once more costs less than a call of the system.</summary>
    public const int ShortBody = 16 * 1024;

    // None is a count of bytes.
    private const int Changed = 0;
    private const int Again = -1;
    private const int NoSlot = -2;

    /// <summary>Copies a range of a file as it was at one moment. Each piece is looked at once more when it has been copied and before anybody sees it, and no window is held while it waits for the reader. No thread waits for a slot. Allocates nothing unless it has to wait.</summary>
    /// <param name="file">The file.</param>
    /// <param name="version">The version that was promised.</param>
    /// <param name="looks">Whether to ask the system for the file's version after each piece; otherwise what others have found counts.</param>
    /// <param name="range">The range.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="metrics">Is told of bytes that were sent.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="MappingException">The system could not map a window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask<BodyOutcome> CopyAsync(
        MappedFile file, FileVersion version, bool looks, ByteRange range, PipeWriter writer, ServedMetrics? metrics, CancellationToken cancellationToken)
    {
        long offset = range.Offset;
        while (offset < range.End)
        {
            int copied = CopyPiece(file, ref version, looks, offset, range.End - offset, writer);
            if (copied == NoSlot)
            {
                using WindowLease lease = await file.AcquireAsync(offset, cancellationToken).ConfigureAwait(false);
                copied = CopyLease(lease, file, ref version, looks, range.End - offset, writer);
            }

            if (copied == Again)
            {
                continue;
            }

            if (copied == Changed)
            {
                return BodyOutcome.FileChanged;
            }

            offset += copied;
            metrics?.AddBytes(copied, BodyWay.Copied);
            FlushResult flushed = await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                return BodyOutcome.ReaderGone;
            }
        }

        return BodyOutcome.Complete;
    }

    private static int CopyPiece(MappedFile file, ref FileVersion version, bool looks, long offset, long wanted, PipeWriter writer)
    {
        if (!file.TryAcquire(offset, out Window window))
        {
            return NoSlot;
        }

        using (window)
        {
            int length = Copy(window.Span, wanted, writer);
            return Settle(length, (!looks || file.Refresh() == version) && window.IsValid, file, ref version, writer);
        }
    }

    private static int CopyLease(WindowLease lease, MappedFile file, ref FileVersion version, bool looks, long wanted, PipeWriter writer)
    {
        int length = Copy(lease.Span, wanted, writer);
        return Settle(length, (!looks || file.Refresh() == version) && lease.IsValid, file, ref version, writer);
    }

    /// <summary>Copies a short range before anything is promised of it, and then looks at the file: so one look is enough for a response that is of one version. Allocates nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="version">The version that is to be promised.</param>
    /// <param name="range">The range.</param>
    /// <param name="room">Room for it.</param>
    /// <exception cref="MappingException">The system could not map a window, or not read it.</exception>
    public static TakeOutcome Take(MappedFile file, FileVersion version, ByteRange range, Span<byte> room)
    {
        if (!file.TryAcquire(range.Offset, out Window window))
        {
            return TakeOutcome.NotAtOnce;
        }

        using (window)
        {
            int length = (int)range.Length;
            if (window.Length < length)
            {
                return file.Refresh() == version ? TakeOutcome.NotAtOnce : TakeOutcome.Changed;
            }

            window.Span[..length].CopyTo(room);
            return file.Refresh() == version && window.IsValid ? TakeOutcome.Taken : TakeOutcome.Changed;
        }
    }

    // What is copied and then found to be of a changed file never becomes part of the pipe. A file that another was renamed
    // over, or that was deleted, is read on as it was, and as it is from now on.
    private static int Settle(int length, bool isUnchanged, MappedFile file, ref FileVersion version, PipeWriter writer)
    {
        if (length > 0 && isUnchanged)
        {
            writer.Advance(length);
            return length;
        }

        FileVersion now = file.Version;
        if (now == version || !file.HasOnlyLostItsName(version))
        {
            return Changed;
        }

        version = now;
        return Again;
    }

    private static int Copy(ReadOnlySpan<byte> window, long wanted, PipeWriter writer)
    {
        int length = (int)Math.Min(Math.Min(window.Length, PieceSize), wanted);
        window[..length].CopyTo(writer.GetSpan(Math.Max(length, 1)));
        return length;
    }
}
