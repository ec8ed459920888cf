using System.Runtime.InteropServices;

namespace MappingCache.Native.Windows;

/// <content>fileapi.h and winbase.h.</content>
internal static unsafe partial class WindowsCalls
{
    [LibraryImport(Kernel32)]
    public static partial HANDLE CreateFileW(
        char* lpFileName,
        uint dwDesiredAccess,
        uint dwShareMode,
        SECURITY_ATTRIBUTES* lpSecurityAttributes,
        uint dwCreationDisposition,
        uint dwFlagsAndAttributes,
        HANDLE hTemplateFile);

    [LibraryImport(Kernel32)]
    public static partial BOOL ReadFile(
        HANDLE hFile, void* lpBuffer, uint nNumberOfBytesToRead, uint* lpNumberOfBytesRead, OVERLAPPED* lpOverlapped);

    [LibraryImport(Kernel32)]
    public static partial uint GetFileType(HANDLE hFile);

    [LibraryImport(Kernel32)]
    public static partial BOOL GetFileInformationByHandle(HANDLE hFile, BY_HANDLE_FILE_INFORMATION* lpFileInformation);

    [LibraryImport(Kernel32)]
    public static partial BOOL GetFileInformationByHandleEx(
        HANDLE hFile, FILE_INFO_BY_HANDLE_CLASS FileInformationClass, void* lpFileInformation, uint dwBufferSize);

    [LibraryImport(Kernel32)]
    public static partial uint GetFinalPathNameByHandleW(HANDLE hFile, char* lpszFilePath, uint cchFilePath, uint dwFlags);

    [LibraryImport(Kernel32)]
    public static partial uint GetDriveTypeW(char* lpRootPathName);

    [LibraryImport(Kernel32)]
    public static partial BOOL DeviceIoControl(
        HANDLE hDevice,
        uint dwIoControlCode,
        void* lpInBuffer,
        uint nInBufferSize,
        void* lpOutBuffer,
        uint nOutBufferSize,
        uint* lpBytesReturned,
        OVERLAPPED* lpOverlapped);
}
