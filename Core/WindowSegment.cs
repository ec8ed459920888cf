using System.Buffers;

namespace MappingCache;

/// <summary>The bytes of one window among those of several. Holds a lease until it is released, or copies the bytes out and needs none.</summary>
internal sealed class WindowSegment : ReadOnlySequenceSegment<byte>
{
    private WindowLease? _lease;

    /// <summary>Takes over a lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="length">How many of its bytes belong here: 1 to its length.</param>
    public WindowSegment(WindowLease lease, int length)
    {
        _lease = lease;
        Memory = lease.Memory[..length];
    }

    /// <summary>The segment after this one.</summary>
    public WindowSegment? Following => (WindowSegment?)Next;

    /// <summary>The lease of its window; null once it was copied out.</summary>
    public WindowLease? Lease => _lease;

    /// <summary>Whether a slot is held for it.</summary>
    public bool HoldsSlot => _lease is not null;

    /// <summary>Where it ends, counted as <see cref="ReadOnlySequenceSegment{T}.RunningIndex"/> is.</summary>
    public long End => RunningIndex + Memory.Length;

    /// <summary>Puts a segment behind this one, which is the last.</summary>
    public void Append(WindowSegment next)
    {
        next.RunningIndex = End;
        Next = next;
    }

    /// <summary>Copies the bytes from an index on, and gives the slot back.</summary>
    /// <returns>What is wrong if a page could not be had; else null.</returns>
    public FileChangedException? CopyOut(int start)
    {
        // An array of its own, not one of a pool: somebody may still hold this memory from an earlier read, and shall
        // not see in it what the pool's next customer writes.
        RunningIndex += start;
        Memory = Memory[start..].ToArray();
        FileChangedException? fault = _lease!.Fault;
        Release();
        _lease = null;
        return fault;
    }

    /// <summary>Gives the slot back; the memory throws from then on. Idempotent.</summary>
    public void Release() => _lease?.Dispose();
}
