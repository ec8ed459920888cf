using System.Runtime.InteropServices;

namespace MappingCache.Platform.Windows;

/// <summary>What the numbers of Windows mean to the cache.</summary>
internal static class WindowsErrors
{
    /// <summary>The error of the call that has just failed. To be called in the very next statement.</summary>
    public static OsError Last() => From(Marshal.GetLastSystemError());

    /// <summary>The same of a call that changes addresses: there is no file in it that could be missing, or access to it denied, whatever number says so.</summary>
    public static OsError LastOfMemory()
    {
        OsError error = Last();
        return error.Kind == OsErrorKind.OutOfMemory ? error : new OsError(OsErrorKind.Other, error.Code);
    }

    /// <summary>What a number of a call on files means.</summary>
    public static OsError From(int error) => new(error switch
    {
        ERROR.ERROR_FILE_NOT_FOUND or ERROR.ERROR_PATH_NOT_FOUND or ERROR.ERROR_INVALID_DRIVE or ERROR.ERROR_BAD_NETPATH or
            ERROR.ERROR_BAD_NET_NAME or ERROR.ERROR_INVALID_NAME or ERROR.ERROR_BAD_PATHNAME or ERROR.ERROR_FILENAME_EXCED_RANGE or
            ERROR.ERROR_DIRECTORY or ERROR.ERROR_NOT_READY or ERROR.ERROR_CANT_RESOLVE_FILENAME => OsErrorKind.NotFound,
        ERROR.ERROR_ACCESS_DENIED or ERROR.ERROR_SHARING_VIOLATION or ERROR.ERROR_CANT_ACCESS_FILE => OsErrorKind.AccessDenied,
        ERROR.ERROR_PIPE_BUSY => OsErrorKind.NotAFile,
        ERROR.ERROR_NOT_ENOUGH_MEMORY or ERROR.ERROR_OUTOFMEMORY or ERROR.ERROR_NO_SYSTEM_RESOURCES or ERROR.ERROR_COMMITMENT_LIMIT or
            ERROR.ERROR_WORKING_SET_QUOTA or ERROR.ERROR_NOT_ENOUGH_QUOTA => OsErrorKind.OutOfMemory,
        ERROR.ERROR_TOO_MANY_OPEN_FILES => OsErrorKind.OutOfDescriptors,
        _ => OsErrorKind.Other,
    }, error);
}
