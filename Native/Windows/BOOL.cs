namespace MappingCache.Native.Windows;

/// <summary>BOOL of minwindef.h: four bytes, of which any that is not zero is true.</summary>
internal readonly struct BOOL(int value)
{
    public readonly int Value = value;

    public static BOOL FALSE => new(0);

    public static BOOL TRUE => new(1);

    public static implicit operator bool(BOOL value) => value.Value != 0;
}
