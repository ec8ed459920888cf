using System.Runtime.InteropServices;

namespace MappingCache.Native.Windows;

/// <content>synchapi.h, ioapiset.h and threadpoolapiset.h.</content>
internal static unsafe partial class WindowsCalls
{
    public const uint INFINITE = 0xFFFFFFFF;

    [LibraryImport(Kernel32)]
    public static partial HANDLE CreateEventW(SECURITY_ATTRIBUTES* lpEventAttributes, BOOL bManualReset, BOOL bInitialState, char* lpName);

    [LibraryImport(Kernel32)]
    public static partial uint WaitForSingleObject(HANDLE hHandle, uint dwMilliseconds);

    [LibraryImport(Kernel32)]
    public static partial BOOL CancelIoEx(HANDLE hFile, OVERLAPPED* lpOverlapped);

    [LibraryImport(Kernel32)]
    public static partial TP_WAIT* CreateThreadpoolWait(delegate* unmanaged<TP_CALLBACK_INSTANCE*, void*, TP_WAIT*, uint, void> pfnwa, void* pv, void* pcbe);

    [LibraryImport(Kernel32)]
    public static partial void SetThreadpoolWait(TP_WAIT* pwa, HANDLE h, FILETIME* pftTimeout);

    [LibraryImport(Kernel32)]
    public static partial void CloseThreadpoolWait(TP_WAIT* pwa);
}
