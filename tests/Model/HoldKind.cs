namespace MappingCache.Model;

/// <summary>How a window is held.</summary>
internal enum HoldKind : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By a pin.</summary>
    Pin,

    /// <summary>By a name in the thread's record.</summary>
    Light,
}
