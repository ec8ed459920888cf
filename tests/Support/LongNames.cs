using System.Runtime.InteropServices;

namespace MappingCache.Tests.Support;

/// <summary>Paths without the short names that Windows gives to long ones, and that the folder for temporary files may be told by.</summary>
internal static unsafe partial class LongNames
{
    private const int MaxPath = 32_768;

    /// <summary>The path of what is there.</summary>
    public static string Of(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return path;
        }

        char[] buffer = new char[MaxPath];
        fixed (char* first = buffer)
        {
            // SAFETY: the call writes no more than the buffer's size.
            uint length = GetLongPathName(path, first, MaxPath);
            return length is 0 or >= MaxPath ? path : new string(first, 0, (int)length);
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GetLongPathNameW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint GetLongPathName(string path, char* name, uint size);
}
