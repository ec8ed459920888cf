using System.Runtime.InteropServices;

namespace MappingCache.Native.Windows;

/// <content>sysinfoapi.h.</content>
internal static unsafe partial class WindowsCalls
{
    [LibraryImport(Kernel32)]
    public static partial BOOL GetVersionExW(OSVERSIONINFOEXW* lpVersionInformation);
}
