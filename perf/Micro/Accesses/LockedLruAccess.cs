using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>
/// The textbook's cache as a rival: one lock, a dictionary, and a list in order of use, whose end would be evicted. The
/// lock is taken to pin and to release.
/// </summary>
internal sealed class LockedLruAccess : Access
{
    private const long FileId = 1;

    private readonly Lock _lock = new();
    private readonly Dictionary<WindowKey, LinkedListNode<RivalWindow>> _windows = [];
    private readonly LinkedList<RivalWindow> _byUse = new();

    /// <summary>Puts every window of a view in.</summary>
    public LockedLruAccess(FileView view, int windows)
    {
        for (int window = 0; window < windows; window++)
        {
            _windows.Add(new WindowKey(FileId, window), _byUse.AddFirst(view.Window(window)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            RivalWindow window = Acquire(windows[i]);
            sink += Take(window.Span);
            Release(window);
        }

        return sink;
    }

    public override string? Complaint()
    {
        if (_byUse.Count != _windows.Count)
        {
            return $"The locked LRU's list holds {_byUse.Count} of {_windows.Count} windows.";
        }

        return _byUse.Any(static window => window.Pins != 0) ? "The locked LRU's windows did not get all their pins back." : null;
    }

    private RivalWindow Acquire(int window)
    {
        lock (_lock)
        {
            LinkedListNode<RivalWindow> node = _windows[new WindowKey(FileId, window)];
            if (node.Previous is not null)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            node.Value.Pins++;
            return node.Value;
        }
    }

    private void Release(RivalWindow window)
    {
        lock (_lock)
        {
            window.Pins--;
        }
    }
}
