using System.IO.MemoryMappedFiles;

namespace MappingCache.Micro.Accesses;

/// <summary>A file mapped the way .NET does it, for the rivals: all of it at once, or window by window.</summary>
internal sealed unsafe class FileView : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _whole;
    private readonly byte* _address;
    private readonly int _windowShift;

    /// <summary>Maps all of a file.</summary>
    public FileView(string path, int windowShift)
    {
        _windowShift = windowShift;
        _file = MemoryMappedFile.CreateFromFile(
            File.OpenRead(path), mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _whole = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _whole.SafeMemoryMappedViewHandle.AcquirePointer(ref _address);
    }

    /// <summary>A window within the view of all.</summary>
    public RivalWindow Window(int window)
    {
        // SAFETY: windows lie within the file, and so within its view.
        return new RivalWindow(_address + ((long)window << _windowShift), 1 << _windowShift);
    }

    /// <summary>A view of one window alone.</summary>
    public MemoryMappedViewAccessor Map(int window) =>
        _file.CreateViewAccessor((long)window << _windowShift, 1 << _windowShift, MemoryMappedFileAccess.Read);

    public void Dispose()
    {
        _whole.SafeMemoryMappedViewHandle.ReleasePointer();
        _whole.Dispose();
        _file.Dispose();
    }
}
