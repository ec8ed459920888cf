namespace MappingCache;

/// <summary>What came of <see cref="MappedFile.TryAcquire(long, bool, out Window)"/>.</summary>
public enum AcquireOutcome
{
    /// <summary>The window is held; of no bytes at or past the end of the file.</summary>
    Acquired,

    /// <summary>Every slot that was looked at is pinned or being used by others, or others wait for one already. <see cref="MappedFile.Acquire"/> waits in turn.</summary>
    NoFreeSlot,

    /// <summary>Some of the window's bytes are not in memory, or the system does not tell whether they are. <see cref="MappedFile.AcquireAsync"/> brings them there.</summary>
    NotResident,
}
