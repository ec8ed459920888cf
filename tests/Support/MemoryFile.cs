using System.Collections.Concurrent;

namespace MappingCache.Tests.Support;

/// <summary>A file that exists only in a test: identity, length and content come from its seed. Opening it gives another object with the same <see cref="MemoryFile.Facts"/>.</summary>
internal sealed unsafe class MemoryFile(MemoryFile.Facts facts) : IOsFile
{
    private int _disposed;

    public Facts Of => facts;

    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    public FileIdentity Identity => facts.Identity;

    public FileVersion OpenedVersion { get; } = facts.Version;

    public nint Handle => throw new NotSupportedException("No system knows this file.");

    public bool IsRemote => facts.IsRemote;

    public OsError PrepareMapping() => facts.Unmappable ? new OsError(OsErrorKind.NotMappable) : OsError.None;

    public OsError GetVersion(FileVersion known, out FileVersion version)
    {
        facts.BeforeLook?.Invoke();
        version = facts.Version;
        Action? after = facts.AfterLook;
        facts.AfterLook = null;
        after?.Invoke();
        return OsError.None;
    }

    public OsError Read(byte* buffer, int length, long offset, out int read)
    {
        read = (int)Math.Clamp(facts.RealLength - offset, 0, length);

        // SAFETY: the caller gives room for the length.
        FileContent.Fill(new Span<byte>(buffer, read), facts.Content, offset);
        return OsError.None;
    }

    public long? CountResident(long offset, long length) => facts.Tells ? facts.CountResident(offset, length) : null;

    public bool IsResident(long offset, long length) => facts.CountResident(offset, length) == length;

    public void DropBehind(long offset, long length)
    {
        // What is in memory here is all there is of the file.
    }

    public void ReadAhead(long offset, long length) => facts.BringIn(offset, length);

    public OsError TryLease(Action onBreak) => IsDisposed ? throw new InvalidOperationException("A lease was asked for on a file that was disposed.") : facts.TryLease(this, onBreak);

    public void EndLease() => facts.EndLease(this);

    public void LetGo() => facts.LetGo();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            facts.EndLease(this);
            facts.Closed();
        }
    }

    /// <summary>What is so of the file however often it is opened.</summary>
    internal sealed class Facts(long seed, long length)
    {
        private const int Page = 4096;

        private readonly HashSet<long> _cold = [];
        private FileVersion _version = new(length, 1, 1);
        private long _rewritten;
        private int _open;
        private int _letGo;
        private int _writers;
        private readonly ConcurrentDictionary<MemoryFile, Action> _leases = new();

        public long Seed => seed;

        public FileIdentity Identity => new(1, (UInt128)seed);

        public FileVersion Version => Volatile.Read(ref _version);

        /// <summary>Whether the system refuses to map it.</summary>
        public bool Unmappable { get; init; }

        /// <summary>Whether it lies on another machine.</summary>
        public bool IsRemote { get; init; }

        /// <summary>Whether the system tells how much of it is in memory.</summary>
        public bool Tells { get; set; } = true;

        /// <summary>Done each time before the system is asked for its version.</summary>
        public Action? BeforeLook { get; set; }

        /// <summary>Done once, after the system has been asked for its version.</summary>
        public Action? AfterLook { get; set; }

        /// <summary>What reading finds as its end, when that is not what the system states.</summary>
        public long? HiddenLength { get; set; }

        public long RealLength => HiddenLength ?? Version.Length;

        /// <summary>The seed of its bytes: its own, until it is rewritten.</summary>
        public long Content => Volatile.Read(ref _rewritten) is var rewritten && rewritten != 0 ? rewritten : seed;

        /// <summary>Descriptors of it that are open.</summary>
        public int Open => Volatile.Read(ref _open);

        /// <summary>Times that it was let go of, because no window of it was left.</summary>
        public int TimesLetGo => Volatile.Read(ref _letGo);

        /// <summary>Makes the file longer or shorter.</summary>
        public void SetLength(long bytes)
        {
            FileVersion old = Version;
            Volatile.Write(ref _version, new FileVersion(bytes, old.ModifiedNanoseconds + 1, old.ChangedNanoseconds + 1));
        }

        /// <summary>Puts other bytes in the place of the old ones; those of a seed that is not 0.</summary>
        public void Rewrite(long contentSeed)
        {
            Volatile.Write(ref _rewritten, contentSeed);
            SetLength(Version.Length);
        }

        /// <summary>Takes a range's pages out of memory.</summary>
        public void MakeCold(long offset, long bytes)
        {
            lock (_cold)
            {
                _cold.UnionWith(Pages(offset, bytes));
            }
        }

        public void BringIn(long offset, long bytes)
        {
            lock (_cold)
            {
                _cold.ExceptWith(Pages(offset, bytes));
            }
        }

        public long CountResident(long offset, long bytes)
        {
            lock (_cold)
            {
                return Math.Max(0, bytes - ((long)Pages(offset, bytes).Count(_cold.Contains) * Page));
            }
        }

        /// <summary>Why the system gives no lease, whoever has the file open; none if it does.</summary>
        public OsError LeaseRefusal { get; set; }

        /// <summary>Called before a lease is given back.</summary>
        public Action? BeforeLeaseEnds { get; set; }

        /// <summary>Leases that are held.</summary>
        public int Leases => _leases.Count;

        /// <summary>Opens the file for writing: whoever has a lease is told, in this thread, and has to end it.</summary>
        /// <returns>Closes it again.</returns>
        public IDisposable OpenToWrite()
        {
            Interlocked.Increment(ref _writers);
            foreach (Action onBreak in _leases.Values)
            {
                onBreak();
            }

            return Leases == 0 ? new Writer(this) : throw new InvalidOperationException("A lease was broken, and not ended.");
        }

        public OsError TryLease(MemoryFile file, Action onBreak)
        {
            if (Volatile.Read(ref _writers) > 0)
            {
                return new OsError(OsErrorKind.BeingWritten);
            }

            if (!LeaseRefusal.IsError)
            {
                _leases[file] = onBreak;
            }

            return LeaseRefusal;
        }

        public void EndLease(MemoryFile file)
        {
            BeforeLeaseEnds?.Invoke();
            _leases.TryRemove(file, out _);
        }

        public void LetGo() => Interlocked.Increment(ref _letGo);

        public void Opened() => Interlocked.Increment(ref _open);

        public void Closed() => Interlocked.Decrement(ref _open);

        private static IEnumerable<long> Pages(long offset, long bytes)
        {
            for (long page = offset / Page; page * Page < offset + bytes; page++)
            {
                yield return page;
            }
        }

        private sealed class Writer(Facts facts) : IDisposable
        {
            public void Dispose() => Interlocked.Decrement(ref facts._writers);
        }
    }
}
