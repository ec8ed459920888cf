using System.Runtime.InteropServices;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>Another name for a file.</summary>
internal static partial class HardLink
{
    /// <summary>Gives a file another name.</summary>
    public static void Create(string path, string name)
    {
        bool isMade = OperatingSystem.IsWindows() ? CreateHardLink(name, path, security: 0) : Link(path, name) == 0;
        Assert.That(isMade, $"a hard link: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string name, string path, nint security);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);
}
