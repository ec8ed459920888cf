using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Model;

/// <summary>Everything that is shared, and all threads: bytes and words only, so that states are hashed as memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct State
{
    public const int MaxSlots = 3;
    public const int MaxWindows = 4;
    public const int MaxFiles = 2;
    public const int MaxThreads = 4;

    public SlotArray Slots;

    /// <summary>The directories: one entry a window.</summary>
    public EntryArray Entries;

    /// <summary>Who waits, in order (<see cref="WaiterQueue"/>).</summary>
    public QueueArray Queue;

    /// <summary><see cref="WaiterQueue.Count"/>.</summary>
    public byte Waiting;

    /// <summary>The queue's bit that says that it is closed.</summary>
    public bool IsQueueClosed;

    /// <summary><see cref="SlotSupply{TSchedule}.IsClosed"/>.</summary>
    public bool IsClosed;

    /// <summary>Whether the address range was given back.</summary>
    public bool IsUnreserved;

    /// <summary><see cref="CacheSignals.Poison"/> in the attention word.</summary>
    public bool IsPoisonNoted;

    /// <summary><see cref="CacheSignals.LightKey"/>.</summary>
    public LightKey LightKey;

    /// <summary>Who changes the terms of light windows, under their lock, plus one.</summary>
    public byte Unbarring;

    /// <summary><see cref="LightPins.InUse"/>.</summary>
    public bool InUse;

    /// <summary><see cref="ThreadRecords.All"/>, a bit a thread.</summary>
    public byte Records;

    /// <summary><see cref="SlotTable.Count"/>.</summary>
    public byte Count;

    /// <summary><see cref="SlotTable.Limit"/>.</summary>
    public byte Limit;

    /// <summary><see cref="SlotResizer{TSchedule}.SlotCount"/>.</summary>
    public byte InService;

    /// <summary>Whose turn it is to resize, plus one.</summary>
    public byte Turn;

    /// <summary>A seeded fault's: a first waiter has looked at the slots.</summary>
    public bool HasLooked;

    /// <summary><see cref="FileLease.Epoch"/> of the first file, the only one that has a lease.</summary>
    public byte Epoch;

    /// <summary><see cref="FileLease.IsLost"/>.</summary>
    public bool IsLeaseLost;

    /// <summary><see cref="FileLease.IsHeldBy"/> the file's descriptor.</summary>
    public bool IsLeaseHeld;

    /// <summary>Whether whoever wants to write is being answered, and the lease is not asked for.</summary>
    public bool IsAnswering;

    /// <summary>Whether the system holds the lease, so that nobody writes to the file.</summary>
    public bool IsLeased;

    /// <summary>Whether whoever waits for the system's word knows what to do about it (LinuxFile.TryLease).</summary>
    public bool HasAnswer;

    /// <summary>Whether the system has told of somebody who wants to write, and waits for the lease.</summary>
    public bool IsBroken;

    /// <summary>Those who have the file open for writing, or are about to.</summary>
    public byte Writers;

    /// <summary>The files' versions.</summary>
    public FileArray Versions;

    /// <summary>The versions whose invalidation has returned: nobody who asks later gets an older one.</summary>
    public FileArray Settled;

    public ThreadArray Threads;

    /// <summary>What every last release reads.</summary>
    public readonly bool NeedsAttention => Waiting != 0 || IsQueueClosed || IsPoisonNoted;

    /// <summary>The bytes that matter with so many threads.</summary>
    public static int SizeFor(int threads) =>
        Unsafe.SizeOf<State>() - ((MaxThreads - threads) * Unsafe.SizeOf<ThreadImage>());

    [InlineArray(MaxSlots)]
    internal struct SlotArray
    {
        private SlotImage _first;
    }

    [InlineArray(MaxWindows)]
    internal struct EntryArray
    {
        private DirectoryEntry _first;
    }

    [InlineArray(MaxThreads)]
    internal struct QueueArray
    {
        private byte _first;
    }

    [InlineArray(MaxFiles)]
    internal struct FileArray
    {
        private byte _first;
    }

    [InlineArray(MaxThreads)]
    internal struct ThreadArray
    {
        private ThreadImage _first;
    }
}
