namespace MappingCache;

/// <summary>A thread that sleeps until its wait is decided.</summary>
/// <param name="file">The file of the window that it wants; null for a slot and no window.</param>
/// <param name="window">The window that it wants.</param>
internal sealed class BlockingWaiter(FileEntry? file, long window) : Waiter(file, window), IDisposable
{
    private readonly ManualResetEventSlim _signal = new(initialState: false, spinCount: 0);

    /// <summary>Whether <see cref="Wake"/> was called.</summary>
    public bool IsWoken => _signal.IsSet;

    public override void Wake() => _signal.Set();

    /// <summary>Sleeps until the wait is decided.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the waiter may still be in the queue, or decided.</exception>
    public void Sleep(CancellationToken cancellationToken) => _signal.Wait(cancellationToken);

    public void Dispose() => _signal.Dispose();
}
