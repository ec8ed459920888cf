using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace MappingCache.Platform.Windows.Sending;

/// <summary>
/// An overlapped call on a socket, from when it is made until it is over; used again for others. Its event keeps it from
/// the completion port that the runtime has bound the socket to, and is waited for by the system's own pool, which holds no
/// thread for each.
/// </summary>
internal sealed unsafe partial class OverlappedCall : IPendingCall, IValueTaskSource, IThreadPoolWorkItem
{
    // As many as there are operations kept, in a sender.
    private const int MostSpares = 1024;

    private static readonly ConcurrentQueue<OverlappedCall> s_spares = [];

    private readonly OVERLAPPED* _overlapped;
    private readonly HANDLE _event;
    private readonly TP_WAIT* _wait;
    private GCHandle _self;

    // While it is under way it keeps the socket's handle: closing the socket cancels it, and waits for that.
    private SafeSocketHandle? _socket;
    private MappedFile? _file;
    private TransmitPlaces? _places;
    private long _offset;
    private int _error;
    private long _bytes;
    private ManualResetValueTaskSourceCore<bool> _over;

    // Whatever waiting takes is had before anything is sent.
    private OverlappedCall()
    {
        _event = CreateEventW(null, BOOL.TRUE, BOOL.FALSE, null);
        OsError error = _event == HANDLE.NULL ? WindowsErrors.Last() : OsError.None;
        if (!error.IsError)
        {
            _self = GCHandle.Alloc(this);
            _wait = CreateThreadpoolWait(&OnOver, (void*)GCHandle.ToIntPtr(_self), null);
            error = _wait == null ? WindowsErrors.Last() : OsError.None;
        }

        _overlapped = (OVERLAPPED*)NativeMemory.AllocZeroed((nuint)sizeof(OVERLAPPED));
        if (error.IsError)
        {
            Free();
            throw new IOException($"The system gives nothing to wait for a call by: {error}.");
        }
    }

    private SOCKET Socket => (SOCKET)_socket!.DangerousGetHandle();

    /// <summary>Sends pieces that were collected. If the call is over when it returns it is settled, else it pends.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public static SendOutcome Send(SendOperation operation, WSABUF* buffers, uint count)
    {
        OverlappedCall call = Rent();
        call.Begin(operation.Socket, offset: 0);
        uint sent;

        // SAFETY: the buffers are copied by the call; what they point to stays pinned, and the OVERLAPPED this call's alone,
        // until the event is set.
        int error = WSASend(call.Socket, buffers, count, &sent, 0, call._overlapped, null) == 0 ? 0 : Marshal.GetLastSystemError();
        return call.Returned(operation, error);
    }

    /// <summary>Sends a range of a file, whose use and whose place are given back when the call is over.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public static SendOutcome Transmit(SendOperation operation, MappedFile file, nint handle, long offset, uint length, TransmitPlaces places)
    {
        OverlappedCall call = Rent();
        (call._file, call._places) = (file, places);
        call.Begin(operation.Socket, offset);

        // SAFETY: the file stays open, and the OVERLAPPED this call's alone, until the event is set.
        int error = TransmitFile(call.Socket, (HANDLE)handle, length, 0, call._overlapped, null, 0) ? 0 : Marshal.GetLastSystemError();
        return call.Returned(operation, error);
    }

    public SendOutcome End(SendOperation operation)
    {
        (MappedFile? file, long offset, long bytes, int error) = (_file, _offset, _bytes, _error);
        Return();
        return SocketCalls.Settle(operation, file, offset, bytes, error);
    }

    private static OverlappedCall Rent() => s_spares.TryDequeue(out OverlappedCall? spare) ? spare : new OverlappedCall();

    private void Begin(Socket socket, long offset)
    {
        bool isHeld = false;
        try
        {
            socket.SafeHandle.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            Return();
            throw;
        }

        _socket = socket.SafeHandle;
        _offset = offset;

        // The lowest bit keeps the system from telling the completion port as well, behind which the runtime would take
        // the structure for one of its own. The call itself resets the event.
        *_overlapped = new OVERLAPPED { Offset = (uint)offset, OffsetHigh = (uint)(offset >> 32), hEvent = (HANDLE)(_event | 1) };
    }

    private SendOutcome Returned(SendOperation operation, int error)
    {
        if (error == ERROR.ERROR_IO_PENDING)
        {
            return operation.Pend(this);
        }

        operation.Lane.HasPended = false;
        LetGoOfSocket(error == 0 ? (long)_overlapped->InternalHigh : 0, error);
        return End(operation);
    }

    private void LetGoOfSocket(long bytes, int error)
    {
        (_bytes, _error) = (bytes, error);
        _socket!.DangerousRelease();
        _socket = null;
    }

    private void Return()
    {
        _file?.EndUse();
        _places?.GiveBack();
        (_file, _places) = (null, null);
        if (s_spares.Count < MostSpares)
        {
            s_spares.Enqueue(this);
        }
        else
        {
            Free();
        }
    }

    private void Free()
    {
        if (_wait != null)
        {
            // The system waits for a callback that is just returning.
            CloseThreadpoolWait(_wait);
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }

        if (_event != HANDLE.NULL)
        {
            _ = CloseHandle(_event);
        }

        NativeMemory.Free(_overlapped);
    }
}
