using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Tests.Platform;

/// <summary>Files of which only what was written takes room on the disk.</summary>
internal static partial class Sparse
{
    private const uint SetSparse = 0x000900C4;

    /// <summary>Makes a new file one of them. Only Windows has to be told; where it does not know how, the file takes its room.</summary>
    public static void Make(FileStream file)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Control(file.SafeFileHandle, SetSparse, input: 0, inputSize: 0, output: 0, outputSize: 0, out _, overlapped: 0);
        }
    }

    [LibraryImport("kernel32", EntryPoint = "DeviceIoControl", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Control(SafeFileHandle file, uint code, nint input, uint inputSize, nint output, uint outputSize, out uint returned, nint overlapped);
}
