using System.Runtime.CompilerServices;

namespace MappingCache.Native.Windows;

/// <summary>FILE_ID_128 of winnt.h.</summary>
[InlineArray(16)]
internal struct FILE_ID_128
{
    private byte _identifier;
}
