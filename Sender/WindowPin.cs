using System.Buffers;

namespace MappingCache;

/// <summary>A pin of a window, however it came about, to be given back once.</summary>
internal readonly struct WindowPin
{
    private readonly MappedFile? _file;
    private readonly Hold _hold;
    private readonly MemoryHandle _lease;

    public WindowPin(MappedFile file, in Hold hold, long bytes)
    {
        _file = file;
        _hold = hold;
        Bytes = bytes;
    }

    public WindowPin(WindowLease lease, long bytes)
    {
        _lease = lease.Pin();
        Bytes = bytes;
    }

    /// <summary>How many bytes of the window are used.</summary>
    public long Bytes { get; }

    /// <summary>Gives it back.</summary>
    public void Release()
    {
        if (_file is { } file)
        {
            file.Unpin(_hold);
        }
        else
        {
            _lease.Dispose();
        }
    }
}
