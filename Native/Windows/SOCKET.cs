namespace MappingCache.Native.Windows;

/// <summary>SOCKET of winsock2.h.</summary>
internal readonly unsafe struct SOCKET(void* value)
{
    public readonly void* Value = value;

    public static explicit operator SOCKET(nint value) => new((void*)value);

    public static explicit operator HANDLE(SOCKET value) => new(value.Value);
}
