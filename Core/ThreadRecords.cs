using System.Runtime.CompilerServices;
using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace MappingCache;

/// <summary>
/// The records that threads have of one cache. A thread finds its own without a lock; when it has ended, what it still
/// held is given back, and its record goes to the next thread that comes.
/// </summary>
/// <remarks>Finalized critically, which is after everything that became unreachable with it: the end of a thread may be among that, and writes to its records once more.</remarks>
internal sealed unsafe class ThreadRecords : CriticalFinalizerObject
{
    private static ulong s_keys;

    // The record that this thread used last, and the key it was found by: in a program with one cache always the right
    // one. Not references, so that they lie in the thread's own block and are read by one load each.
    [ThreadStatic]
    private static ulong t_key;

    [ThreadStatic]
    private static ThreadRecord* t_record;

    [ThreadStatic]
    private static ThreadEnd? t_end;

    private readonly Lock _lock = new();
    private readonly Stack<int> _unused = [];
    private readonly WeakReference<Action<DirectoryEntry>> _abandoned;
    private ulong _key = NextKey();
    private readonly CacheSignals* _signals;
    private ThreadRecord*[] _all = [];
    private bool _closed;

    /// <summary>Makes the records of a cache.</summary>
    /// <param name="signals">The cache's, which outlive all who look for a record.</param>
    /// <param name="abandoned">Called, by the finalizer, for each window that an ended thread still held. Referred to weakly, since threads refer to their records for longer than a cache may live.</param>
    public ThreadRecords(CacheSignals* signals, Action<DirectoryEntry> abandoned)
    {
        _signals = signals;
        signals->LightKey = CacheSignals.NoKey;
        _abandoned = new WeakReference<Action<DirectoryEntry>>(abandoned);
    }

    ~ThreadRecords()
    {
        foreach (ThreadRecord* record in _all)
        {
            // SAFETY: no thread finds it any more: keys are not used twice, and a window that is held refers to its cache.
            NativeMemory.AlignedFree(record);
        }
    }

    /// <summary>Every record there is. Read after a full fence by whoever looks for names: a thread's is among them before it names anything.</summary>
    public ThreadRecord*[] All => Volatile.Read(ref _all);

    /// <summary>The calling thread's record.</summary>
    public ThreadRecord* Mine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // The key first: what lies in the thread's block is found by a call.
            ulong key = Volatile.Read(ref _key);
            ThreadRecord* record = t_record;
            return t_key == key ? record : FindOrAdd();
        }
    }

    /// <summary>The calling thread's record, if it may name windows in it on the terms that hold now; otherwise that of nobody, in which nothing can be named.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThreadRecord* TryGetForLight()
    {
        // The key first: what lies in the thread's block is found by a call.
        ulong key = Volatile.Read(ref _signals->LightKey);
        ThreadRecord* record = t_record;
        return t_key == key ? record : ThreadRecord.Nobodys;
    }

    /// <summary>Whether no thread may hold light windows: there are none, or a fault was noted.</summary>
    public bool LightIsBarred => Volatile.Read(ref _signals->LightKey) == CacheSignals.NoKey;

    /// <summary>Changes the terms on which threads may hold light windows: each has to come by <see cref="Mine"/> once more.</summary>
    /// <param name="light">Whether they may hold any.</param>
    /// <param name="isPoisoned">Finds out whether an entry still leads to a slot with faults.</param>
    public void ChangeTerms(bool light, Func<bool> isPoisoned)
    {
        ulong key = NextKey();
        Volatile.Write(ref _signals->LightKey, light ? key : CacheSignals.NoKey);

        // Pairs with whoever notes a fault, who counts it and says that there is poison before it takes the key away. Those
        // who have taken the bit may still be on their way to the slot. No thread has the new key before this is known.
        Interlocked.MemoryBarrier();
        if ((Volatile.Read(ref _signals->Attention) & CacheSignals.Poison) != 0 || isPoisoned())
        {
            Volatile.Write(ref _signals->LightKey, CacheSignals.NoKey);
        }

        Volatile.Write(ref _key, key);
    }

    /// <summary>All hits up to now, and those of them that were light; exact when no thread is counting.</summary>
    public (long All, long Light) CountHits()
    {
        long all = 0;
        long light = 0;
        foreach (ThreadRecord* record in All)
        {
            all += record->Hits;
            light += record->LightHits;
        }

        return (all, light);
    }

    /// <summary>The cache is closed and at rest: threads may forget their records of it.</summary>
    public void Close() => Volatile.Write(ref _closed, true);

    // Never 0, which is what a thread begins with, nor CacheSignals.NoKey.
    private static ulong NextKey() => Interlocked.Increment(ref s_keys);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ThreadRecord* FindOrAdd()
    {
        ThreadEnd mine = t_end ??= new ThreadEnd();
        int index = mine.IndexOf(this);
        if (index < 0)
        {
            index = Add();
            mine.Add(this, index);
        }

        t_record = All[index];
        t_key = Volatile.Read(ref _key);
        return t_record;
    }

    private int Add()
    {
        lock (_lock)
        {
            if (_unused.TryPop(out int index))
            {
                return index;
            }

            // SAFETY: freed by the finalizer only.
            ThreadRecord* record = ThreadRecord.Make();
            ThreadRecord*[] all = new ThreadRecord*[_all.Length + 1];
            _all.CopyTo(all, 0);
            all[^1] = record;
            Volatile.Write(ref _all, all);
            return all.Length - 1;
        }
    }

    private void End(int index)
    {
        // SAFETY: the thread of the record has ended, it is not among the unused ones yet, and not freed: see the remarks.
        List<DirectoryEntry> held = All[index]->TakeNames();
        lock (_lock)
        {
            All[index]->Bar();
            _unused.Push(index);
        }

        if (_abandoned.TryGetTarget(out Action<DirectoryEntry>? giveBack))
        {
            held.ForEach(giveBack);
        }
    }

    /// <summary>A thread's records of all caches. Finalized after the thread has ended.</summary>
    private sealed class ThreadEnd
    {
        private readonly List<(ThreadRecords Owner, int Index)> _records = [];

        ~ThreadEnd() => _records.ForEach(static record => record.Owner.End(record.Index));

        public int IndexOf(ThreadRecords owner) =>
            _records.Find(record => record.Owner == owner) is { Owner: not null } found ? found.Index : -1;

        public void Add(ThreadRecords owner, int index)
        {
            _records.RemoveAll(static record => Volatile.Read(ref record.Owner._closed));
            _records.Add((owner, index));
        }
    }
}
