using System.Net.Sockets;

namespace MappingCache.Cli;

/// <summary>Sends a range of a file into a socket, window by window.</summary>
/// <param name="file">The file.</param>
/// <param name="socket">A socket that is connected; nothing can be sent through it afterwards.</param>
/// <param name="offset">Where the range begins.</param>
/// <param name="length">How many bytes it has.</param>
internal sealed class FileSend(MappedFile file, Socket socket, long offset, long length)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private readonly FileVersion _version = file.Version;

    /// <summary>How many bytes there are to send.</summary>
    public long Length => length;

    /// <summary>How many bytes the system has taken; of a window only once it has taken all of it.</summary>
    public long Sent { get; private set; }

    /// <summary>Whether the file is not any more what it was when it was opened.</summary>
    public bool HasChanged => file.Refresh() != _version;

    /// <summary>Sends everything and tells the receiver that this is all.</summary>
    /// <exception cref="FileChangedException">The file has changed meanwhile: the receiver is not told that this is all.</exception>
    /// <exception cref="SocketException">The receiver has gone.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A slow receiver may take its time over a window; the enumeration asks for the file's length before each.
        await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync(offset, length, cancellationToken).ConfigureAwait(false))
        {
            await SendAsync(window, cancellationToken).ConfigureAwait(false);
            Sent += window.Length;
        }

        if (Sent < length || HasChanged)
        {
            throw new FileChangedException();
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (!bytes.IsEmpty)
        {
            Task<int> sending = socket.SendAsync(bytes, SocketFlags.None, either.Token).AsTask();
            if (!await EndsAsync(sending).ConfigureAwait(false))
            {
                // Whatever it comes to now, the receiver is not told that this is all.
                await either.CancelAsync().ConfigureAwait(false);
                await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new FileChangedException();
            }

            try
            {
                bytes = bytes[await sending.ConfigureAwait(false)..];
            }
            catch (SocketException missed) when (missed.SocketErrorCode == SocketError.Fault && HasChanged)
            {
                // The very first byte lay in a page that is gone.
                throw new FileChangedException("The file was cut short under the window that was being sent.", missed);
            }
        }
    }

    // When the system has taken a part of the bytes and then misses a page, since the file was cut short, the runtime takes
    // that for a socket which is full, and waits for it to have room: it has, so nobody will ever say so. What has not
    // ended in a while may be just that. False if the file has changed.
    private async ValueTask<bool> EndsAsync(Task sending)
    {
        if (sending.IsCompleted)
        {
            return true;
        }

        using PeriodicTimer timer = new(s_patience);
        Task tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(sending, tick).ConfigureAwait(false) != sending)
        {
            if (HasChanged)
            {
                return false;
            }

            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }

        return true;
    }
}
