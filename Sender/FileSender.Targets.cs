using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace MappingCache;

/// <content>Targets that are no sockets. The options' strategy, hints on pages, and resets are for sockets alone.</content>
public sealed partial class FileSender
{
    /// <summary>
    /// Writes parts to a stream (<see cref="System.Net.Security.SslStream"/>, <see cref="NetworkStream"/>, any other), in
    /// order. The stream is given the windows themselves, one at a time, which stays pinned until the stream has taken it.
    /// Waits for others who send to the same object, for slots and for the disk without holding up a thread.
    /// A <see cref="NetworkStream"/> is sent through as its socket is. A class that is derived from it, or passes memory on to a socket's own asynchronous send,
    /// may wait for ever when the file of a window is cut meanwhile, since the runtime takes a page that is gone for a socket that is full: set <see cref="FileSenderOptions.Copy"/> for such. Any other stream is neither flushed nor closed; after an exception it is the caller's to see that the receiver does not take what it has for the whole.
    /// </summary>
    /// <param name="target">A stream that can be written to.</param>
    /// <param name="parts">Any number. Files stay open, and bytes unchanged, until the operation is over.</param>
    /// <param name="cancellationToken">Ends waiting; what the stream makes of it is its own.</param>
    /// <returns>How many bytes were written: all of them. Exceptions count those of the writes that were completed; what a stream took of a write that failed, it does not tell.</returns>
    /// <exception cref="ArgumentException">The stream cannot be written to, or a range goes past the end of its file; nothing was written.</exception>
    /// <exception cref="FileChangedException">A file has changed, or was cut short, meanwhile. The last bytes may have been zeros.</exception>
    /// <exception cref="NotResidentException">Bytes are not in memory, and the options ask for that.</exception>
    /// <exception cref="SendException">The stream or a file failed, there was no slot in time, or something was disposed.</exception>
    /// <exception cref="SendCanceledException">The token was cancelled.</exception>
    /// <exception cref="MappingException">A file could not be looked at; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The handle of a file, or its cache, was disposed before anything was written.</exception>
    public ValueTask<long> SendAsync(Stream target, ReadOnlySpan<SendPart> parts, CancellationToken cancellationToken = default) =>
        IsSocket(target, out Socket? socket) ? SendAsync(socket, parts, cancellationToken)
        : new StreamOperation(target, isBlocking: false, _options, parts).RunAsync(cancellationToken);

    /// <summary>
    /// Writes parts to a pipe, in order. A pipe owns its bytes, so they are copied into its memory, and handed over only when
    /// they are known to be good. It is flushed each 64 KiB, and at the end, and waited for as it asks; no window is held meanwhile.
    /// The pipe is not completed.
    /// </summary>
    /// <param name="target">The pipe's writer.</param>
    /// <param name="parts">Any number. Files stay open, and bytes unchanged, until the operation is over.</param>
    /// <param name="cancellationToken">Ends waiting. What was handed over stays in the pipe, and is counted.</param>
    /// <returns>How many bytes were handed over: all of them. A reader that completes once it has them all may be gone by then.</returns>
    /// <exception cref="ArgumentException">A range goes past the end of its file; nothing was written.</exception>
    /// <exception cref="FileChangedException">A file has changed, or was cut short, meanwhile.</exception>
    /// <exception cref="NotResidentException">Bytes are not in memory, and the options ask for that.</exception>
    /// <exception cref="SendException">The pipe's reader has completed before the end, a file failed, there was no slot in time, or something was disposed.</exception>
    /// <exception cref="SendCanceledException">The token, or the pipe's pending flush, was cancelled.</exception>
    /// <exception cref="MappingException">A file could not be looked at; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The handle of a file, or its cache, was disposed before anything was written.</exception>
    public ValueTask<long> SendAsync(PipeWriter target, ReadOnlySpan<SendPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new PipeOperation(target, _options, parts).RunAsync(cancellationToken);
    }

    /// <summary>Does as <see cref="SendAsync(Stream, ReadOnlySpan{SendPart}, CancellationToken)"/>, and waits in this thread.</summary>
    /// <param name="target">A stream that can be written to.</param>
    /// <param name="parts">Any number.</param>
    /// <returns>How many bytes were written: all of them.</returns>
    /// <exception cref="ArgumentException">The stream cannot be written to, or a range goes past the end of its file; nothing was written.</exception>
    /// <exception cref="FileChangedException">A file has changed, or was cut short, meanwhile. The last bytes may have been zeros.</exception>
    /// <exception cref="NotResidentException">Bytes are not in memory, and the options ask for that.</exception>
    /// <exception cref="SendException">The stream or a file failed, there was no slot in time, or something was disposed.</exception>
    /// <exception cref="MappingException">A file could not be looked at; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The handle of a file, or its cache, was disposed before anything was written.</exception>
    public long Send(Stream target, params ReadOnlySpan<SendPart> parts)
    {
        if (IsSocket(target, out Socket? socket))
        {
            return Send(socket, parts);
        }

        ValueTask<long> sending = new StreamOperation(target, isBlocking: true, _options, parts).RunAsync(CancellationToken.None);
        return sending.IsCompleted ? sending.Result : sending.AsTask().GetAwaiter().GetResult();
    }

    // What is no more than a socket is sent through as one: with the system's own calls, and an exact count when it fails.
    private static bool IsSocket(Stream target, [NotNullWhen(true)] out Socket? socket)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!target.CanWrite)
        {
            throw new ArgumentException("The stream cannot be written to.", nameof(target));
        }

        socket = target.GetType() == typeof(NetworkStream) ? ((NetworkStream)target).Socket : null;
        return socket is not null;
    }
}
