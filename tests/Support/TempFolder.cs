namespace MappingCache.Tests.Support;

/// <summary>A folder of its own for a test, gone with it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>The folder's path, without links in it.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mapping-cache-").FullName;

    /// <summary>The path of a name in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file whose bytes are <see cref="FileContent"/>'s.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, long seed, int length)
    {
        File.WriteAllBytes(this[name], FileContent.Of(seed, length));
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
