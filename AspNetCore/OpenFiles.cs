using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace MappingCache.AspNetCore;

/// <summary>
/// The files of a folder that are kept open between requests, by the names that requests give them. One that was not
/// looked at for as long as the cache's <see cref="Revalidation"/> allows is opened once more, by whoever wants it first,
/// and goes on if that is the same file in the same version. What could not be opened is not remembered. Thread-safe.
/// </summary>
internal sealed class OpenFiles : IPeriodic, IDisposable
{
    private readonly ConcurrentDictionary<string, ServedFile> _files = new(StringComparer.Ordinal);
    private readonly FileOpener _opener;
    private readonly TimeProvider _time;
    private readonly PeriodicRun _timer;
    private readonly int _most;
    private readonly long _interval;
    private readonly long _idle;
    private readonly TimeSpan _pause;
    private int _isSweeping;
    private int _isEvicting;
    private bool _closed;

    /// <summary>Makes it, empty.</summary>
    /// <param name="opener">Opens what is not open.</param>
    /// <param name="revalidation">How long a look holds good; where files are looked at for every request, none is kept open.</param>
    /// <param name="most">Most files that are kept open; 0 for none.</param>
    /// <param name="idle">How long one is kept that nobody wants.</param>
    /// <param name="time">The clock.</param>
    public OpenFiles(FileOpener opener, Revalidation revalidation, int most, TimeSpan idle, TimeProvider time)
    {
        _opener = opener;
        _time = time;
        _most = revalidation.Interval == TimeSpan.Zero ? 0 : most;
        _interval = revalidation.Interval == Timeout.InfiniteTimeSpan ? long.MaxValue : TicksOf(revalidation.Interval);
        _idle = TicksOf(idle);
        _pause = idle / 2;
        _timer = new PeriodicRun(this, time);
    }

    /// <summary>How many are open.</summary>
    public int Count => _files.Count;

    /// <summary>Finds a file, or opens it.</summary>
    /// <param name="name">What the request names (<see cref="FileOpener.TryOpen(string, long, out ServedFile?, out OpenError)"/>).</param>
    /// <param name="file">The file, with a reference for the caller, who gives it back.</param>
    /// <param name="isNew">Whether it was looked at just now.</param>
    /// <param name="error">Why there is none.</param>
    /// <exception cref="MappingException">The system could not open it for another reason than <paramref name="error"/> has.</exception>
    public bool TryGet(string name, [NotNullWhen(true)] out ServedFile? file, out bool isNew, out OpenError error) =>
        TryGet(name, mayOpen: true, out file, out isNew, out error);

    /// <summary>Finds a file, or opens it, if that is allowed: it may wait for the disk.</summary>
    /// <param name="name">What the request names.</param>
    /// <param name="mayOpen">Whether to open a file that is not open. One that is, and is due to be looked at, is opened all the same: its name was in use a moment ago.</param>
    /// <param name="file">The file, with a reference for the caller, who gives it back.</param>
    /// <param name="isNew">Whether it was looked at just now.</param>
    /// <param name="error">Why there is none; <see cref="OpenError.None"/> if it was not to be opened.</param>
    /// <exception cref="MappingException">The system could not open it for another reason than <paramref name="error"/> has.</exception>
    public bool TryGet(string name, bool mayOpen, [NotNullWhen(true)] out ServedFile? file, out bool isNew, out OpenError error)
    {
        long now = _time.GetTimestamp();
        isNew = false;
        while (_files.TryGetValue(name, out file))
        {
            if (!file.TryAddReference())
            {
                // It was taken out before its last reference went, so the next look finds another, or none.
                continue;
            }

            file.Use(now);
            error = OpenError.None;
            if (file.IsCurrent)
            {
                isNew = file.TryClaimLook(now, _interval);
                if (!isNew || _opener.IsStill(name, file))
                {
                    return true;
                }
            }

            return TryReopen(name, ref file, now, out isNew, out error);
        }

        isNew = true;
        error = OpenError.None;
        if (!mayOpen || !_opener.TryOpen(name, now, out file, out error))
        {
            return false;
        }

        if (_most > 0)
        {
            Keep(name, file);
        }

        return true;
    }

    /// <summary>Opens a file once more that was found changed.</summary>
    /// <param name="name">What the request names.</param>
    /// <param name="file">The caller's file, whose reference is given back; then the file as it is now, with a reference, or null.</param>
    /// <param name="error">Why there is none.</param>
    /// <exception cref="MappingException">The system could not open it for another reason than <paramref name="error"/> has. The reference was given back.</exception>
    public bool TryReopen(string name, [NotNullWhen(true)] ref ServedFile? file, out OpenError error) =>
        TryReopen(name, ref file, _time.GetTimestamp(), out _, out error);

    /// <summary>Has the next who wants a file open it anew. The caller's reference stays.</summary>
    public void Forget(string name, ServedFile file) => Drop(name, file);

    /// <summary>Closes those that nobody has wanted for long.</summary>
    public void Run()
    {
        long now = _time.GetTimestamp();
        foreach ((string name, ServedFile file) in _files)
        {
            if (now - file.UsedAt >= _idle)
            {
                Drop(name, file);
            }
        }

        // Pairs with the exchange in SweepLater: whoever adds a file after the look below finds that nobody sweeps.
        _ = Interlocked.Exchange(ref _isSweeping, 0);
        if (!_files.IsEmpty)
        {
            SweepLater();
        }
    }

    /// <summary>Closes all, and keeps none from now on.</summary>
    public void Dispose()
    {
        // Pairs with the fence in Keep: either that sees it, or this finds what was added.
        Volatile.Write(ref _closed, true);
        Interlocked.MemoryBarrier();
        _timer.Dispose();
        foreach ((string name, ServedFile file) in _files)
        {
            Drop(name, file);
        }
    }

    private bool TryReopen(string name, [NotNullWhen(true)] ref ServedFile? file, long now, out bool isNew, out OpenError error)
    {
        ServedFile old = file!;
        file = null;
        isNew = true;
        ServedFile? found = null;
        try
        {
            _ = _opener.TryOpen(name, now, out found, out error);
        }
        finally
        {
            if (found is null)
            {
                Drop(name, old);
                old.Release();
            }
        }

        if (found is null)
        {
            return false;
        }

        if (old.IsSame(found))
        {
            found.Release();
            file = old;
            return true;
        }

        Replace(name, old, found);
        old.Release();
        file = found;
        return true;
    }

    private void Replace(string name, ServedFile old, ServedFile found)
    {
        Drop(name, old);
        if (_most > 0)
        {
            Keep(name, found);
        }
    }

    private void Keep(string name, ServedFile file)
    {
        // The caller holds one, so there is one to be had.
        _ = file.TryAddReference();
        if (!_files.TryAdd(name, file))
        {
            file.Release();
            return;
        }

        // Pairs with the fence in Dispose.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _closed))
        {
            Drop(name, file);
            return;
        }

        if (_files.Count > _most)
        {
            Evict();
        }

        SweepLater();
    }

    // Takes a file out, unless somebody else does or has put another in its place.
    private void Drop(string name, ServedFile file)
    {
        if (_files.TryRemove(KeyValuePair.Create(name, file)))
        {
            file.Release();
        }
    }

    // An eighth at once, so that finding out which were wanted longest ago costs each who opens a file little.
    private void Evict()
    {
        if (Interlocked.Exchange(ref _isEvicting, 1) != 0)
        {
            return;
        }

        KeyValuePair<string, ServedFile>[] files = _files.ToArray();
        foreach ((string name, ServedFile file) in files.OrderBy(static pair => pair.Value.UsedAt).Take(files.Length - _most + (_most / 8)))
        {
            Drop(name, file);
        }

        Volatile.Write(ref _isEvicting, 0);
    }

    private void SweepLater()
    {
        if (Interlocked.Exchange(ref _isSweeping, 1) == 0 && !Volatile.Read(ref _closed))
        {
            _timer.RunAfter(_pause);
        }
    }

    private long TicksOf(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds * _time.TimestampFrequency);
}
