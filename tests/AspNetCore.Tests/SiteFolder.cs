namespace MappingCache.AspNetCore.Tests;

/// <summary>A folder that deletes itself. What is served lies in <see cref="Served"/>; beside it there is room for what must not be.</summary>
internal sealed class SiteFolder : IDisposable
{
    public SiteFolder()
    {
        Base = Directory.CreateTempSubdirectory("mapping-cache-tests-").FullName;
        Served = Path.Combine(Base, "served");
        Directory.CreateDirectory(Served);
    }

    public string Base { get; }

    public string Served { get; }

    /// <summary>Bytes that are different everywhere, so that a wrong offset shows.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The path of what lies in the served folder.</summary>
    /// <param name="name">Its name, or several with slashes between them.</param>
    public string PathOf(string name) => Path.Combine(Served, WithSeparators(name));

    /// <summary>Writes a file below the served folder.</summary>
    public byte[] Write(string name, byte[] bytes)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return bytes;
    }

    public byte[] Write(string name, int length, int seed = 1) => Write(name, Bytes(length, seed));

    /// <summary>Makes a link below the served folder.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">Where it leads, with slashes between the names.</param>
    public void LinkFile(string name, string target) => File.CreateSymbolicLink(PathOf(name), WithSeparators(target));

    /// <summary>Makes a link to a directory, which on Windows is another kind of link.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">Where it leads, with slashes between the names.</param>
    public void LinkDirectory(string name, string target) => Directory.CreateSymbolicLink(PathOf(name), WithSeparators(target));

    public void Dispose() => Directory.Delete(Base, recursive: true);

    private static string WithSeparators(string names) => names.Replace('/', Path.DirectorySeparatorChar);
}
