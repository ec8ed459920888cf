namespace MappingCache.Model;

/// <summary>A list that grows without being copied.</summary>
internal sealed class Chunks<T>
    where T : struct
{
    private const int Shift = 16;
    private const int Mask = (1 << Shift) - 1;

    private readonly List<T[]> _chunks = [];
    private T[] _last = [];
    private int _used = 1 << Shift;

    public long Count { get; private set; }

    public ref T this[long index] => ref _chunks[(int)(index >> Shift)][index & Mask];

    public void Add(T item)
    {
        if (_used > Mask)
        {
            _last = new T[1 << Shift];
            _chunks.Add(_last);
            _used = 0;
        }

        _last[_used++] = item;
        Count++;
    }
}
