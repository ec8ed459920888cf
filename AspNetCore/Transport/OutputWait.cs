using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace MappingCache.AspNetCore.Transport;

/// <summary>Something that waits until output was sent, again and again. Used under the lock of its owner, but for <see cref="Complete"/>, which runs who waits.</summary>
internal sealed class OutputWait : IValueTaskSource<FlushResult>
{
    private ManualResetValueTaskSourceCore<FlushResult> _source;

    /// <param name="isInline">Whether who waits goes on in the thread that completes it.</param>
    public OutputWait(bool isInline) => _source.RunContinuationsAsynchronously = !isInline;

    /// <summary>Whether anybody waits.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Begins to wait.</summary>
    /// <exception cref="InvalidOperationException">Somebody waits already.</exception>
    public ValueTask<FlushResult> Begin()
    {
        if (IsPending)
        {
            throw new InvalidOperationException("The output is flushed already; it takes one flush at a time.");
        }

        _source.Reset();
        IsPending = true;
        return new ValueTask<FlushResult>(this, _source.Version);
    }

    /// <summary>Ends it, for whoever gets true; that one calls <see cref="Complete"/>.</summary>
    public bool TryEnd()
    {
        bool wasPending = IsPending;
        IsPending = false;
        return wasPending;
    }

    /// <summary>Runs who waits.</summary>
    public void Complete(FlushResult result) => _source.SetResult(result);

    /// <summary>Lets who waits fail.</summary>
    public void Fail(Exception exception) => _source.SetException(exception);

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
