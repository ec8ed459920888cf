using System.Buffers;
using System.IO.Pipelines;

namespace MappingCache.AspNetCore;

/// <summary>Copies bytes of a file from its mapped windows to a pipe.</summary>
internal static class WindowBody
{
    /// <summary>Most bytes that are copied before the pipe is flushed: enough that a flush costs little beside them, few enough that a slow client holds little memory.</summary>
    public const int PieceSize = 64 * 1024;

    /// <summary>Copies a range. No window is held while it waits for the reader.</summary>
    /// <exception cref="MappingException">The system could not map a window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<BodyOutcome> CopyAsync(
        MappedFile file, ByteRange range, PipeWriter writer, ServedTraffic? traffic, CancellationToken cancellationToken)
    {
        long offset = range.Offset;
        while (offset < range.End)
        {
            int copied = CopyPiece(file, offset, range.End - offset, writer, cancellationToken);
            if (copied == 0)
            {
                return BodyOutcome.FileCutShort;
            }

            offset += copied;
            traffic?.CountBytes(copied);
            FlushResult flushed = await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                return BodyOutcome.ReaderGone;
            }
        }

        return BodyOutcome.Complete;
    }

    private static int CopyPiece(MappedFile file, long offset, long wanted, PipeWriter writer, CancellationToken cancellationToken)
    {
        // The client may have taken its time since the last piece. Reading mapped pages past a new end of the file
        // would be fatal, so the end is asked for again; the window then ends with it.
        if (file.Refresh().Length <= offset)
        {
            return 0;
        }

        using Window window = file.Acquire(offset, cancellationToken);
        int length = (int)Math.Min(Math.Min(window.Length, PieceSize), wanted);
        writer.Write(window.Span[..length]);
        return length;
    }
}
