using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>A call under way, on systems that go on with a call after it has returned. What it was given, the operation holds until it is over.</content>
internal sealed partial class SendOperation
{
    private IPendingCall? _call;

    // The copies that the call sends, which another step of the thread would overwrite.
    private byte[]? _copiesUnderWay;

    /// <summary>A call has returned that is not over. What was collected for it stays pinned meanwhile.</summary>
    public SendOutcome Pend(IPendingCall call)
    {
        _call = call;
        Lane.HasPended = true;
        if (_copied > 0)
        {
            (_copiesUnderWay, t_copies) = (t_copies, null);
        }

        return SendOutcome.Pending;
    }

    /// <summary>Waits without a thread until the call under way is over. A token that is cancelled ends it; what it sent is counted.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> WaitForCallAsync(CancellationToken cancellationToken)
    {
        await _call!.WaitAsync(cancellationToken).ConfigureAwait(false);
        return EndCall();
    }

    /// <summary>The same, in this thread.</summary>
    public SendOutcome WaitForCall()
    {
        bool isInTime = _call!.Wait();
        SendOutcome outcome = EndCall();
        return isInTime || outcome != SendOutcome.Progress || Sent == Length ? outcome : Fail(SocketError.TimedOut);
    }

    // Meanwhile a file may have changed.
    private SendOutcome EndCall()
    {
        IPendingCall call = _call!;
        _call = null;
        Stretches++;
        SendOutcome outcome = call.End(this);
        t_copies ??= _copiesUnderWay;
        _copiesUnderWay = null;
        LetGoOfBrought();
        return outcome;
    }
}
