using System.Runtime.InteropServices;

namespace MappingCache.Native.Windows;

/// <summary>
/// The calls of Windows, named and typed as in its headers and as TerraFX.Interop.Windows has them. After a call
/// that has failed, <see cref="Marshal.GetLastSystemError"/> in the very next statement says why.
/// </summary>
internal static unsafe partial class WindowsCalls
{
    // What kernel32 does not export: the memory functions that came with Windows 10 1703 and 1803.
    private const string KernelBase = "kernelbase";

    private const string Kernel32 = "kernel32";

    [LibraryImport(Kernel32)]
    public static partial HANDLE GetCurrentProcess();

    [LibraryImport(Kernel32)]
    public static partial BOOL CloseHandle(HANDLE hObject);
}
