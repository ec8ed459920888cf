using System.Runtime.InteropServices;
using MappingCache.Platform.Windows;

namespace MappingCache.Tests.Platform;

/// <summary>Descriptors that this process has open, as the system lists them.</summary>
internal static unsafe partial class Descriptors
{
    // Handles are multiples of four, in a table that grows when it is full; so many in a row that are none are its end.
    private const int HandleStep = 4;
    private const int LongestGap = 1_000;
    private const int TypeInformation = 2;

    /// <summary>How many lead to a path of some kind.</summary>
    public static int Of(Predicate<string> which) => (OperatingSystem.IsWindows() ? OfWindows() : OfLinux()).Count(path => which(path));

    private static IEnumerable<string> OfLinux() =>
        Directory.GetFiles("/proc/self/fd").Select(static fd => new FileInfo(fd).LinkTarget).OfType<string>();

    // Windows has no list, so every handle that there might be is asked what it is. Only files on disks have a path: to
    // ask a pipe for one may take for ever. Under Wine a section passes for its file, unless one asks for its type.
    private static List<string> OfWindows()
    {
        List<string> paths = [];
        int gap = 0;
        for (int value = HandleStep; gap < LongestGap; value += HandleStep)
        {
            HANDLE handle = (HANDLE)(nint)value;
            string? type = TypeOf(handle);
            gap = type is null ? gap + 1 : 0;
            if (type == "File" && GetFileType(handle) == FILE.FILE_TYPE_DISK && !WindowsFileFacts.GetPath(handle, VOLUME.VOLUME_NAME_DOS, out string path).IsError)
            {
                paths.Add(WindowsPath.FromCall(path));
            }
        }

        return paths;
    }

    private static string? TypeOf(HANDLE handle)
    {
        byte[] buffer = new byte[1024];
        fixed (byte* first = buffer)
        {
            // SAFETY: the call writes no more than the buffer's size: a UNICODE_STRING, its length in bytes first, that says
            // where in the buffer its characters are.
            return NtQueryObject(handle, TypeInformation, first, buffer.Length, null) >= 0
                ? new string(*(char**)(first + sizeof(nint)), 0, *(ushort*)first / sizeof(char))
                : null;
        }
    }

    [LibraryImport("ntdll", SetLastError = true)]
    private static partial int NtQueryObject(nint handle, int question, void* information, int length, int* needed);
}
