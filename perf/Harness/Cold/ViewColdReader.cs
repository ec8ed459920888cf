using System.IO.MemoryMappedFiles;

namespace MappingCache.Harness.Cold;

/// <summary>A view that is made, touched by the loop and disposed.</summary>
/// <param name="paths">The files.</param>
/// <param name="size">Bytes to touch.</param>
internal sealed class ViewColdReader(IReadOnlyList<string> paths, int size) : IColdReader
{
    public string Name => "view";

    public Task ReadAsync(int file)
    {
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(paths[file], FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, size, MemoryMappedFileAccess.Read);
        for (int at = 0; at < size; at += Environment.SystemPageSize)
        {
            _ = view.ReadByte(at);
        }

        return Task.CompletedTask;
    }

    public void Forget()
    {
        // It keeps nothing.
    }

    public void Dispose()
    {
        // It has nothing.
    }
}
