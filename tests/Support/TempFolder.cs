namespace MappingCache.Tests.Support;

/// <summary>A folder of its own for a test, gone with it.</summary>
public sealed class TempFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TempFolder()
        : this(LongNames.Of(Directory.CreateTempSubdirectory("mapping-cache-").FullName))
    {
    }

    private TempFolder(string path) => Path = path;

    /// <summary>The folder's path, without links or short names in it.</summary>
    public string Path { get; }

    /// <summary>The path of a name in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in memory, where the system has one: for so many files that a disk would take minutes.</summary>
    public static TempFolder InMemory() => Directory.Exists(Memory)
        ? new TempFolder(Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"mapping-cache-{Guid.NewGuid()}")).FullName)
        : new TempFolder();

    /// <summary>Writes a file whose bytes are <see cref="FileContent"/>'s, over the one that is there, which others may have open.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, long seed, int length)
    {
        using FileStream stream = new(this[name], FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Write(FileContent.Of(seed, length));
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
