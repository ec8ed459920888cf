using System.IO.Pipelines;

namespace MappingCache;

/// <summary>A file as the reader of a pipe. Its buffers are windows; a window is held until all of it is consumed.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">Where to begin, in bytes from the start of the file.</param>
/// <param name="leaveOpen">Whether the file's handle stays open when the reader is completed.</param>
internal sealed class MappedFilePipeReader(MappedFile file, long offset, bool leaveOpen) : PipeReader
{
    private readonly WindowChain _held = new();
    private readonly Lock _lock = new();

    // Under the lock: cancelled by CancelPendingRead until a read has told so.
    private CancellationTokenSource? _cancel;

    // Where the next window begins.
    private long _next = offset;
    private bool _allExamined = true;
    private bool _completed;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfCompleted();
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<ReadResult>(cancellationToken)
            : TryReadNow(out ReadResult result) ? ValueTask.FromResult(result)
            : ReadMoreAsync(cancellationToken);
    }

    /// <summary>Gives what is held and was not examined yet, or a window that is mapped already.</summary>
    public override bool TryRead(out ReadResult result)
    {
        ThrowIfCompleted();
        return TryReadNow(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ThrowIfCompleted();
        if (consumed.GetObject() is null && _held.Length == 0)
        {
            // The positions of a buffer without bytes.
            return;
        }

        long consumedTo = _held.IndexOf(consumed);
        long examinedTo = _held.IndexOf(examined);
        if (examinedTo < consumedTo)
        {
            throw new InvalidOperationException("More was consumed than was examined.");
        }

        _allExamined = _held.EndsAt(examinedTo);
        _held.Consume(consumedTo);
    }

    /// <summary>Ends a read that waits for a slot, or else the next read. From any thread.</summary>
    public override void CancelPendingRead() => CancelSource().Cancel();

    public override void Complete(Exception? exception = null)
    {
        if (!_completed)
        {
            _completed = true;
            _held.Release();
            if (!leaveOpen)
            {
                file.Dispose();
            }
        }
    }

    private bool TryReadNow(out ReadResult result)
    {
        // Of what was consumed by now.
        _held.ThrowIfFaulty();
        bool canceled = TakeCancellation();
        if (canceled || !_allExamined)
        {
            result = new ReadResult(_held.Sequence, canceled, isCompleted: false);
            return true;
        }

        // The consumer may have taken its time. Past an end that has come nearer there is nothing to read but zeros, and asking
        // costs nothing beside a window. What it would take to open the file, or a failure, is left to who may wait.
        result = default;
        if (!HasToLook)
        {
            return TryHoldMapped(out result);
        }

        if (!file.TryLook(out OsError error) || error.IsError)
        {
            return false;
        }

        if (IsAtEnd)
        {
            result = End();
            return true;
        }

        return TryHoldMapped(out result);
    }

    private async ValueTask<ReadResult> ReadMoreAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancelSource().Token);
        try
        {
            if (HasToLook)
            {
                await file.RefreshAsync(either.Token).ConfigureAwait(false);
                if (IsAtEnd)
                {
                    return End();
                }
            }

            WindowLease? lease = null;
            if (_held.HoldsSlots && (lease = await file.TryAcquireNextAsync(_next).ConfigureAwait(false)) is null)
            {
                // From here on it waits, perhaps for one who waits for what is held here.
                _held.CopyOut();
            }

            return Hold(lease ?? await file.AcquireAsync(_next, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = TakeCancellation();
            return new ReadResult(_held.Sequence, isCanceled: true, isCompleted: false);
        }
    }

    private bool IsAtEnd => file.Length <= _next;

    private bool HasToLook => file.NeedsLooking || IsAtEnd;

    // Nobody need read again after this one, so nothing is to be missed after it: what was left unconsumed is copied.
    private ReadResult End()
    {
        _held.CopyOut();
        _held.ThrowIfFaulty();
        return new ReadResult(_held.Sequence, isCanceled: false, isCompleted: true);
    }

    private bool TryHoldMapped(out ReadResult result)
    {
        bool mapped = file.TryAcquireMapped(_next, out WindowLease? lease);
        result = mapped ? Hold(lease!) : default;
        return mapped;
    }

    private ReadResult Hold(WindowLease lease)
    {
        int length = lease.Length;
        bool added = _held.TryAdd(lease);
        _next += length;
        _allExamined &= !added;
        return added ? new ReadResult(_held.Sequence, isCanceled: false, isCompleted: false) : End();
    }

    private CancellationTokenSource CancelSource()
    {
        lock (_lock)
        {
            return _cancel ??= new CancellationTokenSource();
        }
    }

    /// <returns>Whether the read that asks is to tell that it was cancelled; the next one is not.</returns>
    private bool TakeCancellation()
    {
        lock (_lock)
        {
            bool canceled = _cancel is { IsCancellationRequested: true };
            _cancel = canceled ? null : _cancel;
            return canceled;
        }
    }

    private void ThrowIfCompleted()
    {
        if (_completed)
        {
            throw new InvalidOperationException("The reader was completed.");
        }
    }
}
