using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace MappingCache.Micro.Accesses;

/// <summary>
/// The rival that most would write: windows in a <see cref="ConcurrentDictionary{TKey, TValue}"/>, each with an atomic
/// count of its pins. It evicts nothing, and need not look whether a window is being evicted.
/// </summary>
internal sealed class DictionaryAccess : Access
{
    private const long FileId = 1;

    private readonly ConcurrentDictionary<WindowKey, RivalWindow> _windows = new();

    /// <summary>Puts every window of a view in.</summary>
    public DictionaryAccess(FileView view, int windows)
    {
        for (int window = 0; window < windows; window++)
        {
            _windows[new WindowKey(FileId, window)] = view.Window(window);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override long Run(int[] windows, int from, int end)
    {
        ConcurrentDictionary<WindowKey, RivalWindow> all = _windows;
        long sink = 0;
        for (int i = from; i < end; i++)
        {
            RivalWindow window = all[new WindowKey(FileId, windows[i])];
            Interlocked.Increment(ref window.Pins);
            sink += Take(window.Span);
            Interlocked.Decrement(ref window.Pins);
        }

        return sink;
    }

    public override string? Complaint() =>
        _windows.Values.Any(static window => window.Pins != 0) ? "The dictionary's windows did not get all their pins back." : null;
}
