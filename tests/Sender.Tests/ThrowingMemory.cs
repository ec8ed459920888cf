using System.Buffers;
using System.Runtime.InteropServices;

namespace MappingCache.Tests;

/// <summary>Memory that is broken: it throws when a pin of it is given back.</summary>
internal sealed class ThrowingMemory : MemoryManager<byte>
{
    /// <summary>How many bytes it has: too many to be copied at the beginning of a send.</summary>
    public const int Length = 10_000;

    private GCHandle _bytes = GCHandle.Alloc(new byte[Length], GCHandleType.Pinned);

    public override Span<byte> GetSpan() => (byte[])_bytes.Target!;

    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new((byte*)_bytes.AddrOfPinnedObject() + elementIndex, pinnable: this);

    public override void Unpin() => throw new InvalidOperationException("This memory is never given back.");

    protected override void Dispose(bool disposing)
    {
        if (_bytes.IsAllocated)
        {
            _bytes.Free();
        }
    }
}
