using Microsoft.Win32.SafeHandles;

namespace MappingCache.Platform.Windows;

/// <summary>A section: a file, as long as it was when this was made, ready to have views mapped of it. It lives until it was disposed and nobody holds it; views keep what they need of it themselves.</summary>
internal sealed class WindowsSection : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes over a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="length">Its length in bytes.</param>
    public WindowsSection(HANDLE section, long length)
        : base(ownsHandle: true)
    {
        Length = length;
        SetHandle(section);
    }

    /// <summary>Bytes of the file that can be mapped.</summary>
    public long Length { get; }

    /// <summary>The section, for whoever holds it.</summary>
    public HANDLE Handle => (HANDLE)handle;

    /// <summary>Holds it open, until <see cref="System.Runtime.InteropServices.SafeHandle.DangerousRelease"/>.</summary>
    /// <returns>False when it is closed already.</returns>
    public bool TryHold()
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
        }
        catch (ObjectDisposedException)
        {
            // Whoever let go of the file's windows was faster: another section is made.
        }

        return held;
    }

    protected override bool ReleaseHandle() => CloseHandle((HANDLE)handle);
}
