using Microsoft.Win32.SafeHandles;

namespace MappingCache.Harness.Parts;

/// <summary>A temporary folder, gone when it is disposed.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mappingcache-harness-");

    public string Path => _folder.FullName;

    /// <summary>Makes a file of holes, which takes no room on most disks.</summary>
    /// <returns>Its path.</returns>
    public string Sparse(string name, long length)
    {
        string path = System.IO.Path.Combine(Path, name);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(file, length);
        return path;
    }

    /// <summary>Makes a file of random bytes.</summary>
    /// <param name="name">Its name, in folders that are made where they are missing.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="random">Where they come from.</param>
    /// <returns>Its path.</returns>
    public string Written(string name, int length, Random random)
    {
        string path = System.IO.Path.Combine(Path, name);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        byte[] content = new byte[length];
        random.NextBytes(content);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
