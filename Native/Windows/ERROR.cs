namespace MappingCache.Native.Windows;

/// <summary>Numbers of errors (winerror.h).</summary>
internal static class ERROR
{
    public const int ERROR_FILE_NOT_FOUND = 2;

    public const int ERROR_PATH_NOT_FOUND = 3;

    public const int ERROR_TOO_MANY_OPEN_FILES = 4;

    public const int ERROR_ACCESS_DENIED = 5;

    public const int ERROR_NOT_ENOUGH_MEMORY = 8;

    public const int ERROR_OUTOFMEMORY = 14;

    public const int ERROR_INVALID_DRIVE = 15;

    public const int ERROR_NOT_READY = 21;

    public const int ERROR_SHARING_VIOLATION = 32;

    public const int ERROR_HANDLE_EOF = 38;

    public const int ERROR_BAD_NETPATH = 53;

    /// <summary>The other end of a connection is gone.</summary>
    public const int ERROR_NETNAME_DELETED = 64;

    public const int ERROR_BAD_NET_NAME = 67;

    public const int ERROR_INVALID_NAME = 123;

    public const int ERROR_BAD_PATHNAME = 161;

    public const int ERROR_FILENAME_EXCED_RANGE = 206;

    public const int ERROR_PIPE_BUSY = 231;

    public const int ERROR_DIRECTORY = 267;

    /// <summary>A call was cancelled: by somebody, or because its socket was closed or the thread that made it has ended.</summary>
    public const int ERROR_OPERATION_ABORTED = 995;

    /// <summary>A call is under way.</summary>
    public const int ERROR_IO_PENDING = 997;

    /// <summary>The file is mapped, and may not become shorter.</summary>
    public const int ERROR_USER_MAPPED_FILE = 1224;

    public const int ERROR_CONNECTION_ABORTED = 1236;

    public const int ERROR_NO_SYSTEM_RESOURCES = 1450;

    public const int ERROR_WORKING_SET_QUOTA = 1453;

    public const int ERROR_COMMITMENT_LIMIT = 1455;

    public const int ERROR_NOT_ENOUGH_QUOTA = 1816;

    public const int ERROR_CANT_ACCESS_FILE = 1920;

    /// <summary>Links that lead in a circle.</summary>
    public const int ERROR_CANT_RESOLVE_FILENAME = 1921;
}
