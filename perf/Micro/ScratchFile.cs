namespace MappingCache.Micro;

/// <summary>
/// A file in a temporary folder, to be opened and then disposed at once: whoever has it open keeps it, and nothing is
/// left behind even by a run that is killed.
/// </summary>
internal sealed class ScratchFile : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mappingcache-micro-");

    private ScratchFile() => Path = System.IO.Path.Combine(_folder.FullName, "file");

    public string Path { get; }

    /// <summary>A file of zeros that takes no disk space: for work that does not care for the bytes.</summary>
    public static ScratchFile Sparse(long length)
    {
        ScratchFile scratch = new();
        using FileStream stream = File.Create(scratch.Path);
        stream.SetLength(length);
        return scratch;
    }

    /// <summary>A file of bytes that were written, and have reached the disk, so that writing them back does not disturb what is measured.</summary>
    public static ScratchFile Written(long length)
    {
        ScratchFile scratch = new();
        using FileStream stream = File.Create(scratch.Path);
        byte[] block = new byte[BlockSize];
        new Random(Seed: 1).NextBytes(block);
        for (long rest = length; rest > 0; rest -= block.Length)
        {
            stream.Write(block, 0, (int)Math.Min(rest, block.Length));
        }

        stream.Flush(flushToDisk: true);
        return scratch;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
