namespace MappingCache;

/// <summary>One who waits for a slot. What becomes of it is decided once, under the queue's lock.</summary>
/// <param name="file">The file of the window that it wants; null for a slot and no window.</param>
/// <param name="window">The window that it wants.</param>
internal abstract class Waiter(FileEntry? file, long window)
{
    private int _result;

    /// <summary>How a wait ended.</summary>
    public enum Outcome
    {
        /// <summary>It has not.</summary>
        Waiting,

        /// <summary>A free slot, <see cref="Waiter.Slot"/>, belongs to the waiter.</summary>
        Granted,

        /// <summary>Somebody else maps the window: look it up again.</summary>
        Retry,

        /// <summary>The cache was closed.</summary>
        Closed,
    }

    /// <summary>Acquire: pairs with the release in <see cref="Decide"/>, so that who sees Granted sees the slot.</summary>
    public Outcome Result => (Outcome)Volatile.Read(ref _result);

    /// <summary>The slot that was granted.</summary>
    public int Slot { get; private set; } = -1;

    public bool Wants(FileEntry otherFile, long otherWindow) => file == otherFile && window == otherWindow;

    /// <summary>Decides the wait. Called once, by the queue, under its lock; the waiter is woken by <see cref="Wake"/>, outside it.</summary>
    public void Decide(Outcome outcome, int slot = -1)
    {
        Slot = slot;
        Volatile.Write(ref _result, (int)outcome);
    }

    /// <summary>Wakes the waiter. Runs none of its code: that goes on in a thread of its own.</summary>
    public abstract void Wake();
}
