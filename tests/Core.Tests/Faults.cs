using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Notes faults in a cache over memory, as the system's handler does where pages can be missing.</summary>
internal static class Faults
{
    /// <summary>A page of a window could not be had. Somebody holds it.</summary>
    // SAFETY: the slot is the table's, by the index in its entry, and held.
    public static unsafe void Note(TestCache test, MappedFile file, long window)
    {
        int index = test.Engine.Files.ToArray().Single(entry => entry.Identity == file.Identity).Directory.Read(window).Slot;
        FaultNotes notes = test.Engine.Slots.FaultNotes;
        notes.Lines[index].Poison();
        _ = Interlocked.Or(ref *notes.Attention, CacheSignals.Poison);
        Volatile.Write(ref *notes.LightKey, CacheSignals.NoKey);
    }
}
