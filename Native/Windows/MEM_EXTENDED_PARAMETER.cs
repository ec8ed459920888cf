namespace MappingCache.Native.Windows;

/// <summary>MEM_EXTENDED_PARAMETER of winnt.h. Nobody here passes one.</summary>
internal struct MEM_EXTENDED_PARAMETER
{
    public ulong Type;
    public ulong Value;
}
