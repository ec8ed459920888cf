using MappingCache.Micro.Accesses;

namespace MappingCache.Micro.Races;

/// <summary>Several ways to get at the same windows of one file, measured side by side; one of them is the floor, the least that any cache would have to do.</summary>
internal abstract class Race : IDisposable
{
    private readonly WindowCache _cache;
    private readonly MappedFile _file;
    private readonly List<Contender> _contenders = [];
    private CacheStatistics? _start;

    /// <summary>Takes over a cache.</summary>
    protected Race(WindowCache cache, MappedFile file)
    {
        _cache = cache;
        _file = file;
    }

    /// <summary>Who takes part; those whose ratio matters stand next to the floor, in time too. The first is the floor.</summary>
    public IReadOnlyList<Contender> Contenders => _contenders;

    /// <summary>Pairs whose ratio is wanted besides the ratios to the floor, by their names.</summary>
    public IReadOnlyList<(string Over, string Under)> Pairs { get; protected init; } = [];

    /// <summary>Checks that the cache did what the race is said to measure, every time, and is sound. While nothing runs.</summary>
    /// <returns>Why the figures mean something else; null if they do not.</returns>
    public string? Complaint()
    {
        CacheStatistics now = _cache.GetStatistics();
        long hits = now.Hits - _start!.Hits;
        long lightHits = now.LightHits - _start.LightHits;
        long misses = now.Misses - _start.Misses;
        long operations = Operations(static access => access is CacheAccess);
        long lights = Operations(static access => access is LightAccess or LightReaderAccess);
        return !IsExpected(hits, misses, operations) || lightHits != lights
            ? FormattableString.Invariant(
                $"{operations} operations, {lights} of them light, made {hits} hits, {lightHits} of them light, and {misses} misses.")
            : Contenders.Select(static contender => contender.Access.Complaint())
                .Concat(_cache.Audit())
                .FirstOrDefault(static complaint => complaint is not null);
    }

    public virtual void Dispose()
    {
        foreach (Access access in Contenders.Select(static contender => contender.Access).Distinct())
        {
            access.Dispose();
        }

        _file.Dispose();
        _cache.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Add(Contender contender) => _contenders.Add(contender);

    /// <summary>The set-up is done: from here on, every operation counts.</summary>
    protected void Begin() => _start = _cache.GetStatistics();

    protected abstract bool IsExpected(long hits, long misses, long operations);

    private long Operations(Predicate<Access> which) =>
        Contenders.Where(contender => which(contender.Access)).Sum(static contender => contender.Operations);
}
