using System.Runtime.InteropServices;

namespace MappingCache.Tests.Support;

/// <summary>Whether Windows is Wine, and what that means for tests.</summary>
public static class Wine
{
    /// <summary>Why light windows do not race with eviction there. Seen in Wine 10.0's code, and as bytes that changed under a light window once in tens of thousands of remaps.</summary>
    public const string NoBarrier = "its FlushProcessWriteBuffers does nothing, and light windows rely on it";

    /// <summary>Whether this runs under Wine: Windows' own ntdll has no such export.</summary>
    public static bool IsRunning { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryLoad("ntdll.dll", out nint ntdll) && NativeLibrary.TryGetExport(ntdll, "wine_get_version", out _);
}
