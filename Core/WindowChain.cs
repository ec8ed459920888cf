using System.Buffers;

namespace MappingCache;

/// <summary>Windows that follow each other in a file, as one sequence of bytes. Used by one thread at a time.</summary>
internal sealed class WindowChain
{
    private WindowSegment? _first;
    private WindowSegment? _last;

    // The first segment's bytes that are consumed already.
    private int _start;

    // What was wrong with a window that was let go of.
    private FileChangedException? _fault;

    /// <summary>Bytes that are held.</summary>
    public long Length => _first is null ? 0 : _last!.End - _first.RunningIndex - _start;

    /// <summary>Whether a slot is held for any of them. If one is, then for the last: windows are copied out all at once.</summary>
    public bool HoldsSlots => _last is { HoldsSlot: true };

    /// <summary>The bytes. Always of segments, so that its positions can be found again.</summary>
    public ReadOnlySequence<byte> Sequence => _first is null ? default : new ReadOnlySequence<byte>(_first, _start, _last!, _last!.Memory.Length);

    /// <summary>Takes over the lease of the next window.</summary>
    /// <param name="lease">The lease, disposed at once if it holds nothing.</param>
    /// <param name="most">Most bytes of it that are wanted, at least 1.</param>
    /// <returns>False when there is nothing in it: the end of the file.</returns>
    public bool TryAdd(WindowLease lease, long most = long.MaxValue)
    {
        if (lease.Length == 0)
        {
            lease.Dispose();
            return false;
        }

        WindowSegment added = new(lease, (int)Math.Min(lease.Length, most));
        _last?.Append(added);
        _last = added;
        _first ??= added;
        return true;
    }

    /// <summary>Where a position of <see cref="Sequence"/> lies, in bytes from where the chain once began.</summary>
    /// <exception cref="InvalidOperationException">The position is none of bytes that are held.</exception>
    public long IndexOf(SequencePosition position)
    {
        int index = position.GetInteger();
        for (WindowSegment? segment = _first; segment is not null; segment = segment.Following)
        {
            if (segment == position.GetObject() && index >= (segment == _first ? _start : 0) && index <= segment.Memory.Length)
            {
                return segment.RunningIndex + index;
            }
        }

        throw new InvalidOperationException("The position belongs to no buffer that was read and is still held.");
    }

    /// <summary>Whether an index, as <see cref="IndexOf"/> gives it, is the end of what is held.</summary>
    public bool EndsAt(long index) => _last is null || index == _last.End;

    /// <summary>Lets go of the bytes before an index, as <see cref="IndexOf"/> gives it, and of the windows that lie before it as a whole.</summary>
    public void Consume(long index)
    {
        while (_first is not null && _first.End <= index)
        {
            _fault ??= _first.Lease?.Fault;
            _first.Release();
            _first = _first.Following;
            _start = 0;
        }

        if (_first is null)
        {
            _last = null;
        }
        else
        {
            _start = (int)(index - _first.RunningIndex);
        }
    }

    /// <summary>Whether all windows are, as far as is known, what they were when they were acquired.</summary>
    public bool IsValid
    {
        get
        {
            bool isValid = true;
            for (WindowSegment? segment = _first; segment is not null; segment = segment.Following)
            {
                isValid &= segment.Lease?.IsValid ?? true;
            }

            return isValid;
        }
    }

    /// <summary>Asks the system whether the file of a window has changed since it was acquired.</summary>
    /// <exception cref="FileChangedException">It has.</exception>
    public void ThrowIfChanged()
    {
        for (WindowSegment? segment = _first; segment is not null; segment = segment.Following)
        {
            segment.Lease?.ThrowIfChanged();
        }
    }

    /// <summary>Throws if a window that was held so far had a page that could not be had: whoever read it may have read zeros.</summary>
    /// <exception cref="FileChangedException">One had.</exception>
    public void ThrowIfFaulty()
    {
        if (_fault is not null)
        {
            throw _fault;
        }
    }

    /// <summary>Copies what is held, and gives all slots back.</summary>
    public void CopyOut()
    {
        for (WindowSegment? segment = _first; segment is not null; segment = segment.Following)
        {
            if (segment.HoldsSlot)
            {
                _fault ??= segment.CopyOut(segment == _first ? _start : 0);
                _start = segment == _first ? 0 : _start;
            }
        }
    }

    /// <summary>Gives all slots back; the memory of the sequence throws from then on. Idempotent, and safe against itself in other threads.</summary>
    public void Release()
    {
        for (WindowSegment? segment = _first; segment is not null; segment = segment.Following)
        {
            segment.Release();
        }
    }
}
