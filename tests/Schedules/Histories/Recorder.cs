using System.Collections.Concurrent;

namespace MappingCache.Tests.Schedules;

/// <summary>Writes a history: one counter puts all calls and returns in order, whichever threads they are of.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<Operation> _operations = new();
    private long _events;

    public IReadOnlyList<Operation> History => [.. _operations];

    /// <summary>Something is called or returns now. A full fence: who counts it has seen all that came before.</summary>
    public long Event() => Interlocked.Increment(ref _events);

    public void Add(Operation operation) => _operations.Enqueue(operation);
}
