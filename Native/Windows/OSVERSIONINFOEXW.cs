namespace MappingCache.Native.Windows;

/// <summary>OSVERSIONINFOEXW of winnt.h.</summary>
internal unsafe struct OSVERSIONINFOEXW
{
    public uint dwOSVersionInfoSize;
    public uint dwMajorVersion;
    public uint dwMinorVersion;
    public uint dwBuildNumber;
    public uint dwPlatformId;
    public fixed char szCSDVersion[128];
    public ushort wServicePackMajor;
    public ushort wServicePackMinor;
    public ushort wSuiteMask;
    public byte wProductType;
    public byte wReserved;
}
