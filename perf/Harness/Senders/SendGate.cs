namespace MappingCache.Harness.Senders;

/// <summary>
/// Lets the loops of a turn begin together, and tells when all are done. What it allocates, it allocates before it is
/// opened, and whoever waits for it sleeps: so neither shows in what is measured in between.
/// </summary>
/// <param name="loops">How many there are.</param>
internal sealed class SendGate(int loops) : IDisposable
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEvent _done = new(initialState: false);
    private int _running = loops;

    /// <summary>A loop waits for the gate here, and goes on on the thread pool.</summary>
    public Task PassAsync() => _open.Task;

    /// <summary>A loop has done its sends.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ = _done.Set();
        }
    }

    public void Open() => _open.SetResult();

    // Not by a task's own means, which would spin for a while.
    public void WaitUntilDone() => _ = _done.WaitOne();

    public void Dispose() => _done.Dispose();
}
