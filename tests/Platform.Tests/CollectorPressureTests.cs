using MappingCache.Platform;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>What a system without a better word for it goes by.</summary>
public sealed class CollectorPressureTests
{
    private (long Load, long High, long Collection) _collector;

    [Test]
    public void Each_collection_counts_once()
    {
        CollectorPressure pressure = new(() => _collector);
        foreach ((long load, long high, long collection, MemoryPressure expected) in ((long, long, long, MemoryPressure)[])[
            (99, 100, 1, MemoryPressure.None),
            (100, 100, 2, MemoryPressure.Some),
            (100, 100, 2, MemoryPressure.None),
            (99, 100, 3, MemoryPressure.None),
            (200, 100, 4, MemoryPressure.Some),
            (200, 0, 5, MemoryPressure.None)])
        {
            _collector = (load, high, collection);
            Assert.That(pressure.Read(), Is.EqualTo(expected), $"{_collector}");
        }
    }

    [Test]
    public void The_processes_own_collector_can_be_asked() => Assert.That(() => new CollectorPressure().Read(), Throws.Nothing);
}
