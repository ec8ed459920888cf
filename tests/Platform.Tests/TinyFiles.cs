using System.Buffers.Binary;
using MappingCache.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Tests.Platform;

/// <summary>Very many files, of which every tenth has a few bytes: a page each is all that these take, and what has no bytes takes none.</summary>
internal sealed class TinyFiles : IDisposable
{
    /// <summary>One of so many has bytes.</summary>
    public const int Step = 10;

    // Not all in one: who takes no notice of case on a file system that does looks through the folder for each name.
    private const int FilesOfFolder = 100;

    private readonly TempFolder _folder = TempFolder.InMemory();

    /// <summary>Makes them.</summary>
    public TinyFiles(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % FilesOfFolder == 0)
            {
                Directory.CreateDirectory(_folder[$"{i / FilesOfFolder}"]);
            }

            using SafeFileHandle file = File.OpenHandle(PathOf(i), FileMode.CreateNew, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, i % Step == 0 ? BytesOf(i) : [], fileOffset: 0);
        }
    }

    /// <summary>A file's path.</summary>
    public string PathOf(int i) => Path.Combine(_folder.Path, $"{i / FilesOfFolder}", $"{i}");

    /// <summary>What it holds, if it holds anything.</summary>
    public static byte[] BytesOf(int i)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, i);
        return bytes;
    }

    /// <summary>How many of them this process has open.</summary>
    public int Open() => Descriptors.Of(path => path.StartsWith(_folder.Path, StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();
}
