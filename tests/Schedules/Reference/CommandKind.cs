namespace MappingCache.Tests.Schedules;

/// <summary>What can be done to a cache by one thread.</summary>
public enum CommandKind
{
    /// <summary>Try for a window, and give it back at once.</summary>
    Touch,

    /// <summary>Try for a window, and hold it.</summary>
    Hold,

    /// <summary>Give one of the held windows back.</summary>
    Release,

    /// <summary>Hold a window lightly, and give it back at once.</summary>
    Light,

    /// <summary>Hold a window lightly, and make a lease of it that is held.</summary>
    Share,

    /// <summary>Invalidate a file.</summary>
    Invalidate,

    /// <summary>Let go of windows until so many are left.</summary>
    Trim,

    /// <summary>Change the number of slots.</summary>
    Resize,

    /// <summary>Make a file half a window longer.</summary>
    Grow,
}
