namespace MappingCache.Native.Windows;

/// <summary>Questions that a device is asked (winioctl.h).</summary>
internal static class IOCTL
{
    /// <summary>Answered by a STORAGE_HOTPLUG_INFO.</summary>
    public const uint IOCTL_STORAGE_GET_HOTPLUG_INFO = 0x002D0C14;
}
