using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace MappingCache.Harness.Mapping;

/// <summary>A view that is made, touched and disposed each time, as .NET has it. Its pages come in one by one.</summary>
internal sealed class ViewRemapper : IRemapper
{
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly RemapCase _case;
    private readonly MemoryMappedFile _map;
    private long _next;

    public ViewRemapper(string path, RemapCase remapCase)
    {
        _case = remapCase;
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
    }

    public string Name => "view";

    public double Run(int remaps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < remaps; i++, _next++)
        {
            using MemoryMappedViewAccessor view = _map.CreateViewAccessor(_next * RemapCase.Stride % _case.Windows * _case.WindowSize, _case.WindowSize, MemoryMappedFileAccess.Read);
            for (int at = 0; at < _case.WindowSize; at += Environment.SystemPageSize)
            {
                _ = view.ReadByte(at);
            }
        }

        return (Stopwatch.GetTimestamp() - start) * s_nanosecondsPerTick / remaps;
    }

    public string? Complaint() => null;

    public void Dispose() => _map.Dispose();
}
