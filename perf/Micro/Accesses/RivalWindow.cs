namespace MappingCache.Micro.Accesses;

/// <summary>A window as a rival keeps it: where it is, and how many have it.</summary>
internal sealed unsafe class RivalWindow(byte* address, int length)
{
    private int _pins;

    public ref int Pins => ref _pins;

    // SAFETY: the view that the address lies in is as long as the file, and outlives the rivals.
    public ReadOnlySpan<byte> Span => new(address, length);
}
