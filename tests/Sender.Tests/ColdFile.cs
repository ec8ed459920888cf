using Mono.Unix.Native;

namespace MappingCache.Tests;

/// <summary>Files whose pages are not in memory, and what of them is.</summary>
internal static class ColdFile
{
    /// <summary>Writes a file, takes its pages out of memory and opens it; or ends the test where the system does not do that, or does not tell.</summary>
    public static MappedFile Open(SendFixture test, long seed, int length)
    {
        MappedFile file = test.Open(seed, length);
        int descriptor = Syscall.open(file.Path, OpenFlags.O_RDONLY);
        Assert.That(Syscall.fsync(descriptor), Is.Zero);
        _ = Syscall.posix_fadvise(descriptor, 0, 0, PosixFadviseAdvice.POSIX_FADV_DONTNEED);
        _ = Syscall.close(descriptor);
        if (Enumerable.Range(0, Windows(file)).Any(window => BytesOf(file, window) != 0))
        {
            file.Dispose();
            Assert.Ignore("this file system does not give up pages, or the kernel does not count them");
        }

        return file;
    }

    /// <summary>The windows of which anything is in memory.</summary>
    public static int[] Resident(MappedFile file) => [.. Enumerable.Range(0, Windows(file)).Where(window => BytesOf(file, window) != 0)];

    private static int Windows(MappedFile file) => (int)((file.Length + SendFixture.WindowSize - 1) / SendFixture.WindowSize);

    private static long? BytesOf(MappedFile file, int window) => file.GetResidency((long)window * SendFixture.WindowSize).ResidentBytes;
}
