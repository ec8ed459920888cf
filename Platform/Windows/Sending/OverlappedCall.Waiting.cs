using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace MappingCache.Platform.Windows.Sending;

/// <content>Until it is over.</content>
internal sealed partial class OverlappedCall
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _over.Reset();
        BeginWait();
        using (cancellationToken.UnsafeRegister(static call => ((OverlappedCall)call!).Cancel(), this))
        {
            await new ValueTask(this, _over.Version).ConfigureAwait(false);
        }
    }

    public unsafe bool Wait()
    {
        // What .NET says of it would be an object each time.
        uint timeout;
        int size = sizeof(uint);

        // SAFETY (here and below): the socket's handle is kept, and the event and the structure are this call's until it is
        // freed, which nobody does under way.
        bool isLimited = getsockopt(Socket, SOL.SOL_SOCKET, SO.SO_SNDTIMEO, (sbyte*)&timeout, &size) == 0 && timeout > 0;
        bool isInTime = WaitForSingleObject(_event, isLimited ? timeout : INFINITE) != WAIT.WAIT_TIMEOUT;
        if (!isInTime)
        {
            Cancel();
            _ = WaitForSingleObject(_event, INFINITE);
        }

        Complete();
        return isInTime;
    }

    // Of a call that is over already nothing is found.
    public unsafe void Cancel()
    {
        SafeSocketHandle? socket = Volatile.Read(ref _socket);
        bool isHeld = false;
        try
        {
            socket?.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            // Closing it cancels the call, or has.
            return;
        }

        if (isHeld)
        {
            _ = CancelIoEx((HANDLE)socket!.DangerousGetHandle(), _overlapped);
            socket.DangerousRelease();
        }
    }

    void IThreadPoolWorkItem.Execute() => _over.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _over.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _over.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _over.OnCompleted(continuation, state, token, flags);

    // In a thread of the system's pool, which is not to be held up by what comes next.
    [UnmanagedCallersOnly]
    private static unsafe void OnOver(TP_CALLBACK_INSTANCE* instance, void* context, TP_WAIT* wait, uint result)
    {
        OverlappedCall call = (OverlappedCall)GCHandle.FromIntPtr((nint)context).Target!;
        call.Complete();
        ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false);
    }

    private unsafe void BeginWait() => SetThreadpoolWait(_wait, _event, null);

    private unsafe void Complete()
    {
        uint bytes;
        uint flags;
        int error = WSAGetOverlappedResult(Socket, _overlapped, &bytes, BOOL.FALSE, &flags) ? 0 : Marshal.GetLastSystemError();

        // How many were taken before it was cancelled is told there, and nowhere else.
        LetGoOfSocket((long)_overlapped->InternalHigh, error);
    }
}
