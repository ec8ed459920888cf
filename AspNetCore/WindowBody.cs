using System.IO.Pipelines;

namespace MappingCache.AspNetCore;

/// <summary>Copies bytes of a file from its mapped windows to a pipe.</summary>
internal static class WindowBody
{
    /// <summary>Most bytes that are copied before the pipe is flushed: enough that a flush costs little beside them, few enough that a slow client holds little memory.</summary>
    public const int PieceSize = 64 * 1024;

    /// <summary>Copies a range of a file as it was at one moment. Each piece is looked at once more when it has been copied and before anybody sees it, and no window is held while it waits for the reader.</summary>
    /// <param name="file">The file.</param>
    /// <param name="version">The version that was promised.</param>
    /// <param name="range">The range.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="traffic">Is told of bytes that were sent.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="MappingException">The system could not map a window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<BodyOutcome> CopyAsync(
        MappedFile file, FileVersion version, ByteRange range, PipeWriter writer, ServedTraffic? traffic, CancellationToken cancellationToken)
    {
        long offset = range.Offset;
        while (offset < range.End)
        {
            int copied = CopyPiece(file, version, offset, range.End - offset, writer, cancellationToken);
            if (copied == 0)
            {
                return BodyOutcome.FileChanged;
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

    // What is copied and then found to be of a changed file never becomes part of the pipe.
    private static int CopyPiece(MappedFile file, FileVersion version, long offset, long wanted, PipeWriter writer, CancellationToken cancellationToken)
    {
        using Window window = file.Acquire(offset, cancellationToken);
        int length = (int)Math.Min(Math.Min(window.Length, PieceSize), wanted);
        window.Span[..length].CopyTo(writer.GetSpan(length));
        if (file.Refresh() != version || !window.IsValid)
        {
            return 0;
        }

        writer.Advance(length);
        return length;
    }
}
