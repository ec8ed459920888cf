using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace MappingCache.Harness.Contestants;

/// <summary>A view of a file as the memory that a socket takes.</summary>
internal sealed unsafe class ViewMemory : MemoryManager<byte>
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private readonly byte* _start;

    public ViewMemory(MemoryMappedViewAccessor view, int length)
    {
        _view = view;
        _length = length;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + view.PointerOffset;
    }

    // SAFETY: the view's pointer is held until Dispose, and the view is at least as long as was said.
    public override Span<byte> GetSpan() => new(_start, _length);

    // SAFETY: as in GetSpan.
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // Mapped memory stands still.
    }

    protected override void Dispose(bool disposing) => _view.SafeMemoryMappedViewHandle.ReleasePointer();
}
