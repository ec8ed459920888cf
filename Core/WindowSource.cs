namespace MappingCache;

/// <summary>Where a file's windows come from; settled when its entry is made.</summary>
internal enum WindowSource : byte
{
    /// <summary>They are mapped.</summary>
    Mapped,

    /// <summary>They are read; the system states the file's length and times.</summary>
    Copied,

    /// <summary>They are read, and so is the file's length: what the system states of it means nothing.</summary>
    Measured,
}
