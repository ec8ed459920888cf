using System.Runtime.InteropServices;
using Mono.Unix.Native;

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

    /// <summary>stat(2), by the library that Mono.Posix brings along: its own signature allocates for the path.</summary>
    [LibraryImport("MonoPosixHelper", EntryPoint = "Mono_Posix_Syscall_stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Stat(string path, Stat* result);

    /// <summary>cachestat(2), Linux 6.5, which the C library does not know.</summary>
    public static nint CacheStat(int descriptor, in CacheStatRange range, out CacheStat result)
    {
        fixed (CacheStatRange* from = &range)
        {
            fixed (CacheStat* to = &result)
            {
                // SAFETY: the kernel reads the one and writes the other; both stand still until it is done.
                return Call(LinuxFlags.SysCacheStat, descriptor, from, to, 0);
            }
        }
    }

    /// <summary>preadv2(2), for its flags.</summary>
    [LibraryImport("libc", EntryPoint = "preadv64v2", SetLastError = true)]
    public static partial nint PReadV2(int descriptor, IoVector* vectors, int count, long offset, int flags);

    /// <summary>sendmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMsg(int socket, SocketMessage* message, int flags);

    /// <summary>sendfile(2).</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="file">Where from.</param>
    /// <param name="offset">Where the bytes begin in the file; moved on by what was taken.</param>
    /// <param name="count">How many bytes.</param>
    [LibraryImport("libc", EntryPoint = "sendfile64", SetLastError = true)]
    public static partial nint SendFile(int socket, int file, ref long offset, nuint count);

    /// <summary>fstatfs(2). The first number of the result is the type of the file system; the rest has other sizes on other processors.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="result">Room for <see cref="LinuxFlags.StatFsNumbers"/> numbers.</param>
    [LibraryImport("libc", EntryPoint = "fstatfs64", SetLastError = true)]
    public static partial int FStatFs(int descriptor, long* result);

    /// <summary>sigaction(2), which Mono.Posix has only for handlers of its own.</summary>
    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    public static partial int SigAction(int signal, SignalDisposition* action, SignalDisposition* before);

    /// <summary>memfd_create(2).</summary>
    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MemFdCreate(string name, uint flags);

    /// <summary>fcntl(2), for what Mono.Posix does not know.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FCntl(int descriptor, int command, nint argument);

    /// <summary>mremap(2), with the address that Mono.Posix leaves out.</summary>
    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    public static partial void* MRemap(void* address, nuint length, nuint newLength, int flags, void* newAddress);

    /// <summary>pthread_sigmask(3), which returns its error.</summary>
    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int PThreadSigMask(int how, in SignalSet set, SignalSet* before);

    /// <summary>sigwaitinfo(2).</summary>
    [LibraryImport("libc", EntryPoint = "sigwaitinfo", SetLastError = true)]
    public static partial int SigWaitInfo(in SignalSet set, out SignalInfo info);

    /// <summary>gettid(2), which older C libraries do not know.</summary>
    public static int GetThreadId() => (int)Call(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? LinuxFlags.SysGetTidArm64 : LinuxFlags.SysGetTid, 0, 0, 0);

    /// <summary>tgkill(2), which older C libraries do not know.</summary>
    public static int ThreadKill(int process, int thread, int signal) =>
        (int)Call(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? LinuxFlags.SysThreadKillArm64 : LinuxFlags.SysThreadKill, process, thread, signal);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint descriptor, CacheStatRange* range, CacheStat* result, nint flags);
}
