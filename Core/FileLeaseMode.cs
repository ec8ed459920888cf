namespace MappingCache;

/// <summary>Whether a cache takes leases on its files, which hold up those who want to write to one until its windows are safe.</summary>
public enum FileLeaseMode
{
    /// <summary>It does not: nobody is held up. What is written to a file shows in its windows, and of one that is cut short zeros are read (<see cref="WindowCacheOptions.SurvivesFaults"/>).</summary>
    Off,

    /// <summary>
    /// It does where the system gives them: on Linux, for files of local file systems that belong to the user of the process,
    /// or any if that is the superuser. See <see cref="WindowCacheOptions.FileLeases"/>.
    /// </summary>
    Opportunistic,
}
