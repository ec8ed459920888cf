using System.Collections.Concurrent;
using System.Diagnostics;

namespace MappingCache;

/// <summary>
/// The leases of a cache that exposes misuse: each has a line of its own outside the slot table, which stays when the
/// lease is given back, so that one that is given back twice is caught, and a record of where it was made.
/// </summary>
/// <param name="lines">Where the lines are.</param>
/// <param name="report">Is told of leases that were lost.</param>
internal sealed unsafe class LeaseLog(LooseLines lines, Action<string> report)
{
    private readonly ConcurrentDictionary<nint, LeaseRecord> _records = new();
    private readonly WeakReference<LooseLines> _lines = new(lines);

    /// <summary>The leases that are held, in words.</summary>
    public IEnumerable<string> Held => _records.Values.Where(static record => record.IsHeld).Select(static record => record.Describe("is held"));

    /// <summary>The stack at this moment. Frames of the cache are among it: they are few, and differ by path.</summary>
#pragma warning disable CA1822 // Only a cache that exposes misuse has one to ask.
    public StackTrace StackOfCaller() => new(skipFrames: 1, fNeedFileInfo: true);
#pragma warning restore CA1822

    /// <summary>Records a lease.</summary>
    /// <param name="release">Gives the lease's own pin back.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="offset">What was asked for.</param>
    /// <param name="caller">Who asked for it.</param>
    /// <returns>The line to give back in the place of the lease's own.</returns>
    public Slot* Record(Action release, string path, long offset, StackTrace caller)
    {
        LeaseRecord record = new(path, offset, caller);
        Slot* line = lines.AddKept(() => GiveBack(record, release));
        _records[(nint)line] = record;
        return line;
    }

    /// <summary>Something to be referred to by a lease alone: when it is collected while the lease is held, the lease was forgotten. It is told of then, and given back, so that the program goes on.</summary>
    public object? Watch(Slot* line) => _records.TryGetValue((nint)line, out LeaseRecord? record) ? new LeaseWatch(record, report, _lines, (nint)line) : null;

    /// <summary>Tells of the leases that are held although the cache is being disposed.</summary>
    public void ReportHeld()
    {
        foreach (LeaseRecord record in _records.Values)
        {
            if (record.IsHeld)
            {
                report(record.Describe("is held while its cache is disposed"));
            }
        }
    }

    private void GiveBack(LeaseRecord record, Action release)
    {
        if (!record.TryGiveBack(StackOfCaller()))
        {
            throw new InvalidOperationException(record.Describe("was released again: a copy of it was disposed, too"));
        }

        release();
    }

    private sealed class LeaseWatch(LeaseRecord record, Action<string> report, WeakReference<LooseLines> lines, nint line)
    {
        ~LeaseWatch()
        {
            if (record.IsHeld)
            {
                report(record.Describe("was forgotten: nobody refers to its lease any more, and it was never disposed"));

                // A cache that was forgotten with it is being finalized too, and has nothing left to give back.
                if (lines.TryGetTarget(out LooseLines? alive))
                {
                    // SAFETY: the line is kept for as long as its registry is referred to.
                    alive.Release((Slot*)line);
                }
            }
        }
    }
}
