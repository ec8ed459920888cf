namespace MappingCache;

/// <summary>
/// Notices that a handle's misses follow one another, and says then what to read ahead. Hints only: threads that share
/// a handle may mix them up, and nothing depends on them but speed, so its fields are read and written plainly.
/// </summary>
internal sealed class SequentialReads
{
    /// <summary>How far ahead of a sequential reader the disk is asked. A choice: the time in which a disk reads it is a few times the disk's answering time, and it is asked again when half of it is used up.</summary>
    public const long AheadBytes = 1 << 20;

    // Two windows in a row come about by chance; a choice.
    private const int MinRun = 3;

    private long _last = -2;
    private int _run;
    private long _aheadEnd;

    /// <summary>A window has to be mapped.</summary>
    /// <returns>Whether it follows those that had to be mapped before.</returns>
    public bool Missed(long window)
    {
        long last = _last;
        if (window != last)
        {
            _last = window;
            _run = window == last + 1 ? Math.Min(_run + 1, MinRun) : 1;
            _aheadEnd = _run > 1 ? _aheadEnd : 0;
        }

        return _run == MinRun;
    }

    /// <summary>What to read ahead now that a window which follows is being mapped.</summary>
    /// <param name="end">Where the window ends in the file.</param>
    /// <param name="isCold">Whether it has to come from the disk itself. Reading ahead begins with such a one: whoever reads what is in memory needs none.</param>
    /// <param name="fileLength">Where the file ends.</param>
    /// <returns>A range of the file; of no bytes, when nothing has to be done.</returns>
    public (long Offset, long Length) ReadAhead(long end, bool isCold, long fileLength)
    {
        bool reading = _aheadEnd >= end;
        long from = reading ? _aheadEnd : end;
        long to = Math.Min(end + AheadBytes, fileLength);
        if (!(reading || isCold) || from - end > AheadBytes / 2 || to <= from)
        {
            return (from, 0);
        }

        _aheadEnd = to;
        return (from, to - from);
    }
}
