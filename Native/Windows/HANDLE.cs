namespace MappingCache.Native.Windows;

/// <summary>HANDLE of winnt.h.</summary>
internal readonly unsafe struct HANDLE(void* value)
{
    public readonly void* Value = value;

    public static HANDLE NULL => new(null);

    public static HANDLE INVALID_VALUE => new((void*)-1);

    public static explicit operator HANDLE(nint value) => new((void*)value);

    public static implicit operator nint(HANDLE value) => (nint)value.Value;
}
