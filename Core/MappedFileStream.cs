namespace MappingCache;

/// <summary>A file as a stream. Copies straight from windows, and holds none from one call to the next, so that a stream that is kept open keeps no slot from others.</summary>
/// <param name="file">The file.</param>
/// <param name="leaveOpen">Whether the file's handle stays open when the stream is disposed.</param>
internal sealed class MappedFileStream(MappedFile file, bool leaveOpen) : Stream
{
    private long _position;
    private bool _disposed;

    // The window for which the length was last asked.
    private long _askedFor = -1;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => !_disposed;

    public override bool CanWrite => false;

    /// <summary>Asked of the system each time: the file may be growing. That of a file that is read instead of mapped is as it was last known: to ask may be to read it all.</summary>
    public override long Length
    {
        get
        {
            ThrowIfDisposed();
            return file.NeedsLooking ? file.Refresh().Length : file.Length;
        }
    }

    public override long Position
    {
        get
        {
            ThrowIfDisposed();
            return _position;
        }

        set
        {
            ThrowIfDisposed();
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        ThrowIfDisposed();
        Int128 target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => (Int128)_position + offset,
            SeekOrigin.End => (Int128)Length + offset,
            _ => throw new ArgumentException($"{origin} is no origin to seek from.", nameof(origin)),
        };
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target, long.MaxValue, nameof(offset));
        return target >= 0 ? _position = (long)target : throw new IOException($"The position would be {target}, before the beginning of the file.");
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <summary>Fills the buffer, across windows. Reads less when the file ends, or when a window after the first cannot be had at once.</summary>
    public override int Read(Span<byte> buffer)
    {
        ThrowIfDisposed();
        return Fill(buffer, onlyMapped: false);
    }

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Reads what is mapped, at once and without an allocation, as far as the buffer goes; waits for one window, without holding up a thread, if the first is not.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        int read = Fill(buffer.Span, onlyMapped: true);
        return read > 0 || buffer.IsEmpty ? ValueTask.FromResult(read) : ReadOneAsync(buffer, cancellationToken);
    }

    /// <summary>Writes the windows themselves; each is held while it is written, and the length is asked for before each.</summary>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ThrowIfDisposed();
        while (true)
        {
            if (file.NeedsLooking)
            {
                file.Refresh();
            }

            using Window window = file.Acquire(_position);
            if (window.Length == 0)
            {
                return;
            }

            destination.Write(window.Span);
            if (window.Fault is { } fault)
            {
                throw fault;
            }

            _position += window.Length;
        }
    }

    /// <summary>Writes the memory of the windows themselves; each is held while it is written, and the length is asked for before each.</summary>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        ThrowIfDisposed();
        return CopyWindowsAsync(destination, cancellationToken);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    public override void SetLength(long value) => throw ReadOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    public override void Write(ReadOnlySpan<byte> buffer) => throw ReadOnly();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed && !leaveOpen)
        {
            file.Dispose();
        }

        _disposed = true;
        base.Dispose(disposing);
    }

    private static NotSupportedException ReadOnly() => new("The stream reads mapped files; it does not write.");

    // Past an end that has come nearer there is nothing to read but zeros. Asking once a window costs nothing beside its bytes.
    private bool HasAsked => !file.NeedsLooking || file.WindowOf(_position) == _askedFor;

    /// <summary>Asks for the length, unless that was done for this window.</summary>
    /// <returns>False if it could not be asked, or not at once. Who has read nothing yet and may wait gets an exception instead.</returns>
    private bool TryAskForLength(bool onlyMapped, bool isFirst)
    {
        if (HasAsked)
        {
            return true;
        }

        if (!onlyMapped && isFirst)
        {
            file.Refresh();
        }
        else if (onlyMapped ? !file.TryLook(out OsError error) || error.IsError : file.Look().IsError)
        {
            return false;
        }

        _askedFor = file.WindowOf(_position);
        return true;
    }

    private int Fill(Span<byte> buffer, bool onlyMapped)
    {
        int read = 0;
        while (read < buffer.Length)
        {
            bool isFirst = read == 0;
            if (!TryAskForLength(onlyMapped, isFirst) || !TryAcquire(onlyMapped, isFirst, out Window window))
            {
                break;
            }

            if (!TryCopyAndRelease(window, buffer[read..], out int copied))
            {
                _askedFor = -1;
                continue;
            }

            if (copied == 0)
            {
                break;
            }

            read += copied;
        }

        return read;
    }

    private bool TryAcquire(bool onlyMapped, bool isFirst, out Window window)
    {
        if (onlyMapped)
        {
            return file.TryAcquireMapped(_position, out window);
        }

        if (!isFirst)
        {
            // Nothing is held by now, but bytes were read, which an exception would lose.
            return file.TryAcquireNext(_position, out window);
        }

        window = file.Acquire(_position);
        return true;
    }

    private async ValueTask<int> ReadOneAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!HasAsked)
        {
            await file.RefreshAsync(cancellationToken).ConfigureAwait(false);
            _askedFor = file.WindowOf(_position);
        }

        using WindowLease lease = await file.AcquireAsync(_position, cancellationToken).ConfigureAwait(false);
        int read = Math.Min(lease.Length, buffer.Length);
        lease.Span[..read].CopyTo(buffer.Span);
        if (lease.Fault is { } fault)
        {
            throw fault;
        }

        _position += read;
        return read;
    }

    private async Task CopyWindowsAsync(Stream destination, CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> window in file.ReadWindowsAsync(_position, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            await destination.WriteAsync(window, cancellationToken).ConfigureAwait(false);
            _position += window.Length;
        }
    }

    /// <returns>False if a page could not be had, since the file was cut short just now: nobody gets that window any more, and the length is to be asked for again.</returns>
    private bool TryCopyAndRelease(Window window, Span<byte> buffer, out int copied)
    {
        using (window)
        {
            copied = Math.Min(window.Length, buffer.Length);
            window.Span[..copied].CopyTo(buffer);
            if (!window.IsIntact)
            {
                return false;
            }

            _position += copied;
            return true;
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
