using System.Diagnostics;
using System.Globalization;
using MappingCache.Native.Linux;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace MappingCache.Harness.Workloads;

/// <summary>The files of a workload, in a temporary folder, and the header that goes in front of them.</summary>
internal sealed class TestFiles : IDisposable
{
    private const int StayingPart = 20;

    // Pages that were sent also stay until they are acknowledged, which the receiver's side does when it finds the time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mappingcache-harness-");

    /// <summary>Writes the files, and has them reach the disk, so that writing them back does not disturb what is measured.</summary>
    public TestFiles(Workload workload)
    {
        Workload = workload;
        Random random = new(Seed: 1);
        byte[] header = new byte[Workload.HeaderSize];
        random.NextBytes(header);
        Header = header;
        HeaderPath = Path.Combine(_folder.FullName, "header");
        File.WriteAllBytes(HeaderPath, header);
        Paths = [.. Enumerable.Range(0, workload.Files).Select(number => Path.Combine(_folder.FullName, number.ToString("D6", CultureInfo.InvariantCulture)))];
        byte[] content = new byte[workload.Size];
        foreach (string path in Paths)
        {
            random.NextBytes(content);
            File.WriteAllBytes(path, content);
        }

        if (OperatingSystem.IsLinux())
        {
            _ = Syscall.sync();
        }
    }

    public Workload Workload { get; }

    /// <summary>Where the files are; their names are their numbers, in six digits.</summary>
    public string Folder => _folder.FullName;

    public IReadOnlyList<string> Paths { get; }

    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>A file of the header, for programs that are not to be told it otherwise.</summary>
    public string HeaderPath { get; }

    /// <summary>Takes the files out of the page cache, but for a few pages. What of them is mapped by anybody stays.</summary>
    /// <param name="stayed">The pages that have stayed; 0 if the system does not tell.</param>
    /// <returns>False if these are more than a few.</returns>
    public bool TryDrop(out long stayed)
    {
        long allowed = PageCount() / StayingPart;
        long start = Stopwatch.GetTimestamp();
        do
        {
            SentPages.Release();
            stayed = Drop();
        }
        while (stayed > allowed && Stopwatch.GetElapsedTime(start) < s_patience);
        return stayed <= allowed;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private long PageCount() =>
        (long)Paths.Count * ((Workload.Size + Environment.SystemPageSize - 1) / Environment.SystemPageSize);

    private long Drop()
    {
        long stayed = 0;
        foreach (string path in Paths)
        {
            using SafeFileHandle file = File.OpenHandle(path);
            int descriptor = (int)file.DangerousGetHandle();
            _ = Syscall.posix_fadvise(descriptor, 0, 0, PosixFadviseAdvice.POSIX_FADV_DONTNEED);
            if (LinuxCalls.CacheStat(descriptor, new CacheStatRange(0, (ulong)Workload.Size), out CacheStat stat) == 0)
            {
                stayed += (long)stat.Cached;
            }
        }

        return stayed;
    }
}
