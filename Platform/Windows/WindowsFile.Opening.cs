using Microsoft.Win32.SafeHandles;

namespace MappingCache.Platform.Windows;

/// <content>From a path to a file.</content>
internal sealed unsafe partial class WindowsFile
{
    // A path may lead to a pipe; whoever serves it shall not act in the caller's name.
    private const uint Harmless = SECURITY.SECURITY_SQOS_PRESENT | SECURITY.SECURITY_ANONYMOUS;

    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="within">A folder that the file must lie in when all links are followed, or null.</param>
    /// <param name="file">The file.</param>
    public static OsError Open(string path, string? within, out WindowsFile? file)
    {
        file = null;
        OsError error = Open(path, GENERIC.GENERIC_READ, Harmless, out SafeFileHandle handle);
        if (error.IsError)
        {
            handle.Dispose();
            return error.Kind == OsErrorKind.AccessDenied && Directory.Exists(path) ? new OsError(OsErrorKind.NotAFile, error.Code) : error;
        }

        // What it is first: a pipe or a device has no path to be asked for.
        error = From(handle, out file);
        error = error.IsError || within is null ? error : CheckWithin(handle, within);
        if (error.IsError)
        {
            handle.Dispose();
            file = null;
        }

        return error;
    }

    /// <summary>Looks up which file, or directory, a path leads to.</summary>
    public static OsError Identify(string path, out FileIdentity identity)
    {
        OsError error = Open(path, FILE.FILE_READ_ATTRIBUTES, FILE.FILE_FLAG_BACKUP_SEMANTICS | Harmless, out SafeFileHandle handle);
        using (handle)
        {
            identity = error.IsError ? default : WindowsFileFacts.Identify((HANDLE)handle.DangerousGetHandle());
            return error;
        }
    }

    private static OsError Open(string path, uint access, uint flags, out SafeFileHandle handle)
    {
        if (!WindowsPath.CanBeFile(path))
        {
            handle = new SafeFileHandle();
            return WindowsErrors.From(ERROR.ERROR_INVALID_NAME);
        }

        fixed (char* first = WindowsPath.ForCall(path))
        {
            // SAFETY: a string's characters end with a NUL, and stand still here.
            HANDLE opened = CreateFileW(first, access, WindowsSharing.WithAll, null, OPEN.OPEN_EXISTING, flags, HANDLE.NULL);
            OsError error = opened == HANDLE.INVALID_VALUE ? WindowsErrors.Last() : OsError.None;
            handle = new SafeFileHandle(opened, ownsHandle: true);
            return error;
        }
    }

    // The path of what was really opened, asked of the handle, so that no link can be changed between the check and the
    // use.
    private static OsError CheckWithin(SafeFileHandle handle, string within)
    {
        OsError error = WindowsFileFacts.GetPath((HANDLE)handle.DangerousGetHandle(), VOLUME.VOLUME_NAME_DOS, out string actual);
        return error.IsError ? error
            : WindowsPath.IsWithin(WindowsPath.FromCall(actual), within) || IsWithinReal(actual, within) ? OsError.None
            : new OsError(OsErrorKind.OutsideFolder);
    }

    // The folder may have been named by a drive letter that stands for another folder, or for a share, or by a prefix.
    private static bool IsWithinReal(string actual, string within)
    {
        OsError error = Open(within, FILE.FILE_READ_ATTRIBUTES, FILE.FILE_FLAG_BACKUP_SEMANTICS | Harmless, out SafeFileHandle folder);
        using (folder)
        {
            return !error.IsError &&
                !WindowsFileFacts.GetPath((HANDLE)folder.DangerousGetHandle(), VOLUME.VOLUME_NAME_DOS, out string real).IsError &&
                WindowsPath.IsWithin(actual, real);
        }
    }
}
