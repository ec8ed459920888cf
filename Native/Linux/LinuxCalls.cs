using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>The system calls that Mono.Posix lacks, or whose flags it does not pass on. Each returns what the C library does; read the error in the very next statement, with <see cref="Marshal.GetLastPInvokeError"/>.</summary>
internal static unsafe partial class LinuxCalls
{
    /// <summary>madvise(2).</summary>
    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int MAdvise(void* address, nuint length, int advice);

    /// <summary>mmap(2), for flags that Mono.Posix drops without a word (<see cref="LinuxFlags.MapFixedNoReplace"/>).</summary>
    [LibraryImport("libc", EntryPoint = "mmap64", SetLastError = true)]
    public static partial void* MMap(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    /// <summary>readlink(2).</summary>
    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(string path, byte* buffer, nuint size);
}
