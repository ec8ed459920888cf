namespace MappingCache;

/// <summary>A task that is completed when its wait is decided. Its continuation goes to the thread pool, never into a release.</summary>
/// <param name="file">The file of the window that it wants; null for a slot and no window.</param>
/// <param name="window">The window that it wants.</param>
internal sealed class AsyncWaiter(FileEntry? file, long window) : Waiter(file, window)
{
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Wake() => _decided.TrySetResult();

    /// <summary>Completes when the wait is decided.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the waiter may still be in the queue, or decided.</exception>
    public Task SleepAsync(CancellationToken cancellationToken) => _decided.Task.WaitAsync(cancellationToken);
}
