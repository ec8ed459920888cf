namespace MappingCache;

/// <summary>One who waits for a slot. What becomes of it is decided once, under the queue's lock.</summary>
/// <param name="file">The file of the window that it wants.</param>
/// <param name="window">The window that it wants.</param>
internal sealed class Waiter(FileEntry file, long window) : IDisposable
{
    private readonly ManualResetEventSlim _signal = new(initialState: false, spinCount: 0);

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

    public Outcome Result { get; private set; }

    /// <summary>The slot that was granted.</summary>
    public int Slot { get; private set; } = -1;

    public bool Wants(FileEntry otherFile, long otherWindow) => file == otherFile && window == otherWindow;

    /// <summary>Decides the wait. Called once, by the queue, under its lock; the waiter is woken by <see cref="Wake"/>, outside it.</summary>
    public void Decide(Outcome outcome, int slot = -1)
    {
        Slot = slot;
        Result = outcome;
    }

    public void Wake() => _signal.Set();

    /// <summary>Sleeps until the wait is decided.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the waiter may still be in the queue, or decided.</exception>
    public void Sleep(CancellationToken cancellationToken) => _signal.Wait(cancellationToken);

    public void Dispose() => _signal.Dispose();
}
