using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <summary>What the numbers of Linux mean to the cache. Any number will do: drivers and FUSE daemons return what they like.</summary>
internal static class LinuxErrors
{
    /// <summary>The error of the call that has just failed. To be called in the very next statement.</summary>
    public static OsError Last() => From(Marshal.GetLastPInvokeError());

    /// <summary>What a number means. The package's names stand for the kernel's numbers, so no conversion is needed, and none can fail.</summary>
    public static OsError From(int error) => new((Errno)error switch
    {
        Errno.ENOENT or Errno.ENOTDIR or Errno.ENAMETOOLONG or Errno.ELOOP => OsErrorKind.NotFound,
        Errno.EACCES or Errno.EPERM => OsErrorKind.AccessDenied,
        Errno.EISDIR or Errno.ENXIO => OsErrorKind.NotAFile,
        Errno.ENODEV => OsErrorKind.NotMappable,
        Errno.ENOMEM => OsErrorKind.OutOfMemory,
        Errno.EMFILE or Errno.ENFILE => OsErrorKind.OutOfDescriptors,
        _ => OsErrorKind.Other,
    }, error);
}
