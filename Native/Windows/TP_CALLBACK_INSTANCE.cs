namespace MappingCache.Native.Windows;

/// <summary>TP_CALLBACK_INSTANCE of winnt.h: the system's own, of which only addresses are seen.</summary>
internal struct TP_CALLBACK_INSTANCE;
