namespace MappingCache.Native.Windows;

/// <summary>STORAGE_HOTPLUG_INFO of winioctl.h: whether a medium, or the device itself, can be pulled out.</summary>
internal struct STORAGE_HOTPLUG_INFO
{
    public uint Size;
    public byte MediaRemovable;
    public byte MediaHotplug;
    public byte DeviceHotplug;
    public byte WriteCacheEnableOverride;
}
