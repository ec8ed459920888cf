using System.Runtime.CompilerServices;

namespace MappingCache;

/// <summary>
/// One thread's way to the light windows of one file, for a scope that acquires many of them: what has to be found out
/// about the thread is found out once. Needs no disposal. Made by <see cref="MappedFile.GetLightReader"/>.
/// </summary>
/// <remarks>When <see cref="WindowCache.LightReserve"/> is lowered to nothing, one window at a time may still be held through a reader that was made before.</remarks>
public readonly unsafe ref struct LightReader
{
    private readonly MappedFile _file;
    private readonly ThreadRecord* _mine;

    internal LightReader(MappedFile file, ThreadRecord* mine)
    {
        _file = file;
        _mine = mine;
    }

    /// <summary>Holds the window that holds an offset, as <see cref="MappedFile.AcquireLight(long, CancellationToken)"/> does.</summary>
    /// <param name="offset">Where the bytes are to begin, in bytes from the start of the file; at most one window's bytes follow.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>The bytes from the offset to the end of its window or of the file, to be disposed by this thread; none at or past the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file's handle or the cache was disposed.</exception>
    /// <exception cref="MappingException">The system could not map the window, or not read it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while it waited; nothing is held.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LightWindow Acquire(long offset, CancellationToken cancellationToken = default) =>
        _file.AcquireLight(_mine, offset, cancellationToken);
}
