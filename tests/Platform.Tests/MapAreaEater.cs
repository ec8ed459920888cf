using Mono.Unix.Native;

namespace MappingCache.Tests.Platform;

/// <summary>Takes map areas from the process, as many as are wanted or as there are, until it is disposed.</summary>
internal sealed class MapAreaEater : IDisposable
{
    private readonly List<nint> _areas = new(1 << 17);

    /// <summary>Takes areas: two kinds in turn, so that neighbours do not merge into one.</summary>
    public void Eat(int most = int.MaxValue)
    {
        while (_areas.Count < most)
        {
            MmapProts kind = _areas.Count % 2 == 0 ? MmapProts.PROT_READ : MmapProts.PROT_NONE;
            nint area = Syscall.mmap(0, (ulong)Environment.SystemPageSize, kind, MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS, -1, 0);
            if (area == -1)
            {
                return;
            }

            _areas.Add(area);
        }
    }

    /// <summary>Gives one back, the one that was taken last.</summary>
    public void GiveBackOne()
    {
        _ = Syscall.munmap(_areas[^1], (ulong)Environment.SystemPageSize);
        _areas.RemoveAt(_areas.Count - 1);
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        while (_areas.Count > 0)
        {
            GiveBackOne();
        }
    }
}
