namespace MappingCache.Native.Windows;

/// <summary>SECURITY_ATTRIBUTES of minwinbase.h.</summary>
internal unsafe struct SECURITY_ATTRIBUTES
{
    public uint nLength;
    public void* lpSecurityDescriptor;
    public BOOL bInheritHandle;
}
