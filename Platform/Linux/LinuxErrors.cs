using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <summary>What the numbers of Linux mean to the cache.</summary>
internal static class LinuxErrors
{
    /// <summary>The error of a call that has just failed. Read errno first, then call this.</summary>
    public static OsError From(Errno error)
    {
        OsErrorKind kind = error switch
        {
            Errno.ENOENT or Errno.ENOTDIR or Errno.ENAMETOOLONG or Errno.ELOOP => OsErrorKind.NotFound,
            Errno.EACCES or Errno.EPERM => OsErrorKind.AccessDenied,
            Errno.EISDIR or Errno.ENXIO => OsErrorKind.NotAFile,
            Errno.ENODEV => OsErrorKind.NotMappable,
            Errno.ENOMEM => OsErrorKind.OutOfMemory,
            Errno.EMFILE or Errno.ENFILE => OsErrorKind.OutOfDescriptors,
            _ => OsErrorKind.Other,
        };
        return new OsError(kind, NativeConvert.FromErrno(error));
    }
}
