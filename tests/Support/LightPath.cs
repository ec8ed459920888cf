namespace MappingCache.Tests.Support;

/// <summary>Light windows as <see cref="MappedFile"/> acquires them, over any engine.</summary>
internal static unsafe class LightPath
{
    /// <summary>Holds a window of a file.</summary>
    /// <returns>Where it is named, to be ended; null when it is not to be had lightly.</returns>
    public static ulong* TryBegin<TSchedule>(CacheEngine<TSchedule> engine, FileEntry file, long window, out DirectoryEntry entry)
        where TSchedule : struct, ISchedulePoints
    {
        if (!CacheEngine<TSchedule>.TryBeginLight(ref file.Directory.FirstBlock[window], engine.Records.TryGetForLight(), out entry, out ulong* name))
        {
            name = engine.BeginLightSlowly(file.Directory, window, name, out entry);
        }

        if (name != null)
        {
            engine.Records.Mine->AddLightHit();
        }

        return name;
    }
}
