namespace MappingCache.Native.Windows;

/// <summary>TP_WAIT of winnt.h: the system's own, of which only addresses are seen.</summary>
internal struct TP_WAIT;
