namespace MappingCache.Native.Windows;

/// <summary>LARGE_INTEGER of winnt.h, whose two halves nobody here needs.</summary>
internal struct LARGE_INTEGER
{
    public long QuadPart;
}
