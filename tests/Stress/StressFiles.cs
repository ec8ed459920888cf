using MappingCache.Tests.Support;

namespace MappingCache.Tests.Stress;

/// <summary>The files of a stress run: real ones, with contents that tell which file and which place they belong to.</summary>
internal sealed class StressFiles : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string[] _paths;
    private readonly int[] _lengths;

    public StressFiles(int count, int windowSize, Random random)
    {
        _lengths = [.. Enumerable.Range(0, count).Select(_ => random.Next(1, 5 * windowSize))];
        _paths = [.. _lengths.Select((length, file) => _folder.Write($"{file}.bin", file, length))];
    }

    public int Count => _paths.Length;

    public string PathOf(int file) => _paths[file];

    public int LengthOf(int file) => _lengths[file];

    public void Dispose() => _folder.Dispose();
}
