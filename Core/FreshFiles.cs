namespace MappingCache;

/// <summary>
/// The files that were looked at of late. When their time is over they become due, all at once, by a timer that runs only
/// while there are any: so neither a hit has to read a clock, nor anybody to walk the files that nobody wants.
/// </summary>
internal sealed class FreshFiles : IPeriodic, IDisposable
{
    // In files. More is kept only as long as about as many come again: what a burst has taken is given back.
    private const int MostRoomKept = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly TimeSpan _interval;
    private readonly PeriodicRun? _timer;
    private List<FileEntry> _files = [];

    // The list before, to use its room again.
    private List<FileEntry>? _spare;

    /// <summary>Makes a list of files that hold good for so long; zero for not at all, infinite for ever.</summary>
    public FreshFiles(TimeSpan interval, TimeProvider time)
    {
        _interval = interval;
        _timer = interval > TimeSpan.Zero ? new PeriodicRun(this, time) : null;
    }

    /// <summary>A file was just looked at: until its time is over it need not be again.</summary>
    public void Add(FileEntry file)
    {
        if (_interval == TimeSpan.Zero)
        {
            // Due it was from the start, and so it stays.
            return;
        }

        if (!file.SetDue(isDue: false) || _interval == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        lock (_lock)
        {
            _files.Add(file);
            if (_files.Count == 1)
            {
                _timer!.RunAfter(_interval);
            }
        }
    }

    /// <summary>Their time is over.</summary>
    public void Run()
    {
        List<FileEntry> due;
        lock (_lock)
        {
            (due, _files, _spare) = (_files, _spare ?? [], null);
        }

        foreach (FileEntry file in due)
        {
            _ = file.SetDue(isDue: true);
        }

        bool isWorthKeeping = due.Capacity <= Math.Max(MostRoomKept, 4 * due.Count);
        due.Clear();
        lock (_lock)
        {
            _spare = isWorthKeeping ? due : null;
        }
    }

    public void Dispose() => _timer?.Dispose();
}
