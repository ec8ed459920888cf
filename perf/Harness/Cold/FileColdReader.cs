using Microsoft.Win32.SafeHandles;

namespace MappingCache.Harness.Cold;

/// <summary><see cref="RandomAccess"/> into a buffer, by the loop itself or while it does something else.</summary>
internal sealed class FileColdReader : IColdReader
{
    private readonly bool _isAsync;
    private readonly int _size;
    private readonly SafeFileHandle[] _files;

    /// <summary>Opens the files.</summary>
    /// <param name="paths">Their paths.</param>
    /// <param name="size">Bytes to read.</param>
    /// <param name="isAsync">Whether the loop goes on meanwhile.</param>
    public FileColdReader(IReadOnlyList<string> paths, int size, bool isAsync)
    {
        (_isAsync, _size) = (isAsync, size);
        _files = [.. paths.Select(path => File.OpenHandle(path, options: isAsync ? FileOptions.Asynchronous : FileOptions.None))];
    }

    public string Name => _isAsync ? ColdPart.ReadAsync : ColdPart.Read;

    public async Task ReadAsync(int file)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(_size);
        int read = _isAsync
            ? await RandomAccess.ReadAsync(_files[file], buffer.AsMemory(0, _size), 0).ConfigureAwait(true)
            : RandomAccess.Read(_files[file], buffer.AsSpan(0, _size), 0);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        if (read != _size)
        {
            throw new HarnessException($"{Name} has read {read} bytes instead of {_size}.");
        }
    }

    public void Forget()
    {
        // A buffer keeps nothing in the page cache.
    }

    public void Dispose() => Array.ForEach(_files, static file => file.Dispose());
}
