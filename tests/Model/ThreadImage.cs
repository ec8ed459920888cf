using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MappingCache.Model;

/// <summary>
/// A thread: where it stands, its locals, what its caller holds, and its record with the stores that are still on their
/// way there. Locals are put back to nothing when they are not needed any more, so that what is equal looks equal.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct ThreadImage
{
    /// <summary>Most light windows of a thread.</summary>
    public const int Places = 2;

    /// <summary>Most windows that a thread's caller holds at once.</summary>
    public const int MostHolds = 2;

    /// <summary>Most claims under one barrier.</summary>
    public const int MostClaims = 2;

    /// <summary><see cref="FileLease.Lost"/>.</summary>
    public const byte NoEpoch = byte.MaxValue;

    /// <summary>Stores that may be on their way at once; one more waits for the oldest to arrive.</summary>
    public const int BufferSize = 2;

    /// <summary>Where the routines that are being run return to, a byte each.</summary>
    public ulong Returns;

    /// <summary>What those who look for poison go on with after it, 16 bits each.</summary>
    public ulong Saved;

    /// <summary>The directory entry at hand.</summary>
    public DirectoryEntry Entry;

    /// <summary>The slot and generation that a claim is about.</summary>
    public DirectoryEntry Life;

    /// <summary>Those that were claimed together.</summary>
    public Pair Lives;

    /// <summary>A slot's word that was looked at, to be swapped only if it still stands.</summary>
    public SlotState Seen;

    /// <summary>The record in memory, as others see it (<see cref="ThreadRecord"/>).</summary>
    public Pair Record;

    /// <summary>Stores on their way to it, the oldest first.</summary>
    public Pair Buffer;

    public HoldImage FirstHold;
    public HoldImage SecondHold;

    /// <summary>The next step.</summary>
    public At At;

    /// <summary>The operation of the thread's program.</summary>
    public byte Operation;

    /// <summary>The slot at hand.</summary>
    public byte Slot;

    /// <summary>The version that an acquired window must not be older than; the version that an invalidation made.</summary>
    public byte Wanted;

    /// <summary>The version that was read for a mapping.</summary>
    public byte Known;

    /// <summary>What the routine that was called last says.</summary>
    public bool Result;

    /// <summary>How the search for a slot ended.</summary>
    public Taken Taken;

    /// <summary><see cref="Waiter.Result"/>.</summary>
    public byte Outcome;

    /// <summary><see cref="Waiter.Slot"/>.</summary>
    public byte GrantedSlot;

    /// <summary>Whether the waiter is the first in the queue.</summary>
    public bool IsFirst;

    /// <summary>Whether the waiter's window has an entry.</summary>
    public bool IsMapped;

    /// <summary>The slot that goes back, or to somebody who waits.</summary>
    public byte Given;

    /// <summary>The slot whose pin is given back.</summary>
    public byte Unpinned;

    /// <summary>The slot of a light window that has ended.</summary>
    public byte Ended;

    /// <summary>Where an entry is named, plus one; 0 if nowhere.</summary>
    public byte Name;

    /// <summary>Whether the slot is pinned for the light bit.</summary>
    public bool IsPinnedForLight;

    /// <summary>The phase that a slot was claimed in.</summary>
    public SlotPhase Was;

    public SlotPhase FirstWas;
    public SlotPhase SecondWas;

    /// <summary>How many were claimed together, how many of them were kept, and which is at hand.</summary>
    public byte Count;
    public byte Kept;
    public byte Index;

    /// <summary>How many are to be claimed together.</summary>
    public byte Most;

    /// <summary>The step of the clock's sweep, and the slots that there were when it began.</summary>
    public byte Sweep;
    public byte SweepSlots;

    /// <summary>The slot that a waiter looks at, or the maintenance.</summary>
    public byte Look;

    /// <summary>Where a walk over records, or slots, has come.</summary>
    public byte Cursor;

    /// <summary>The records that there were when the walk began, a bit each.</summary>
    public byte Records;

    /// <summary>The window that is being detached, and its file.</summary>
    public byte Window;
    public byte File;

    /// <summary>New slots that are still to be pushed.</summary>
    public byte NewFrom;
    public byte NewTo;

    /// <summary>Slots in which there were zeros when the operation began, a bit each.</summary>
    public byte Zeros;

    /// <summary>The epoch that a lease, or a mapping, was begun in; <see cref="NoEpoch"/> if the window may not be mapped.</summary>
    public byte Epoch;

    /// <summary>Whether the key by which the thread has found its record is the one that threads are given.</summary>
    public bool HasKey;

    /// <summary>Whether the thread may name windows (<see cref="ThreadRecord.Admit"/>).</summary>
    public bool IsAdmitted;

    /// <summary>Stores on their way.</summary>
    public byte Buffered;
    public byte FirstPlace;
    public byte SecondPlace;

    /// <summary>What a seeded fault remembers.</summary>
    public byte Mark;

    /// <summary>Two entries.</summary>
    [InlineArray(2)]
    internal struct Pair
    {
        private DirectoryEntry _first;
    }
}
