using Microsoft.Extensions.Primitives;

namespace MappingCache.AspNetCore;

/// <summary>A file that is open to be served, and those of its siblings that hold it compressed. Counted: whoever uses it holds a reference, and the last one closes it. Thread-safe.</summary>
internal sealed class ServedFile
{
    private readonly Representation _plain;
    private readonly Representation[] _encoded;
    private long _lookedAt;
    private long _usedAt;
    private int _references = 1;

    /// <summary>Takes over the handles, with one reference for whoever has made it.</summary>
    /// <param name="path">Where the file is, below the folder.</param>
    /// <param name="plain">The file.</param>
    /// <param name="encoded">Its siblings.</param>
    /// <param name="now">When it was opened, in the ticks of whoever keeps it.</param>
    public ServedFile(RequestPath path, Representation plain, Representation[] encoded, long now)
    {
        Path = path.Value;
        _plain = plain;
        _encoded = encoded;
        _lookedAt = _usedAt = now;
    }

    /// <summary>Where the file is, below the folder, with slashes between the names.</summary>
    public string Path { get; }

    /// <summary>Whether what is sent depends on what the client can decode.</summary>
    public bool Varies => _encoded.Length > 0;

    /// <summary>The file, and what holds it compressed.</summary>
    public IEnumerable<Representation> Representations => [_plain, .. _encoded];

    /// <summary>When it was last wanted.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>Whether nobody has found one of its files changed.</summary>
    public bool IsCurrent
    {
        get
        {
            foreach (Representation encoded in _encoded)
            {
                if (!encoded.IsCurrent)
                {
                    return false;
                }
            }

            return _plain.IsCurrent;
        }
    }

    /// <summary>Whether the system still finds the file, and the same of it. Its siblings are not looked at.</summary>
    public bool IsStillThere() => _plain.File.IsStillThere() && _plain.IsCurrent;

    /// <summary>The representation that a client likes best; of several that it likes as much, the shortest. The file itself if it likes none.</summary>
    public Representation Choose(StringValues acceptEncoding)
    {
        if (_encoded.Length == 0 || acceptEncoding.Count == 0)
        {
            return _plain;
        }

        AcceptedCodings accepted = new(acceptEncoding);
        Representation best = _plain;
        int quality = accepted.OfIdentity();
        foreach (Representation encoded in _encoded)
        {
            int other = accepted.Of(encoded.Coding!);
            if (other > quality || (other == quality && other > 0 && encoded.Length < best.Length))
            {
                best = encoded;
                quality = other;
            }
        }

        return best;
    }

    /// <summary>Whether another was opened by the same names and found the same.</summary>
    public bool IsSame(ServedFile other)
    {
        if (Path != other.Path || _encoded.Length != other._encoded.Length || !_plain.IsSame(other._plain))
        {
            return false;
        }

        for (int index = 0; index < _encoded.Length; index++)
        {
            if (!_encoded[index].IsSame(other._encoded[index]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Says that it is wanted now.</summary>
    public void Use(long now) => Volatile.Write(ref _usedAt, now);

    /// <summary>Whether it was not looked at for so long, and the caller is the one to do it: others go on with what there is meanwhile.</summary>
    public bool TryClaimLook(long now, long interval)
    {
        long last = Volatile.Read(ref _lookedAt);
        return now - last >= interval && Interlocked.CompareExchange(ref _lookedAt, now, last) == last;
    }

    /// <summary>Holds it open.</summary>
    /// <returns>False if the last reference has gone; then it was taken out of the way before.</returns>
    public bool TryAddReference()
    {
        int count = Volatile.Read(ref _references);
        while (count > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0)
        {
            return;
        }

        _plain.Dispose();
        foreach (Representation encoded in _encoded)
        {
            encoded.Dispose();
        }
    }
}
