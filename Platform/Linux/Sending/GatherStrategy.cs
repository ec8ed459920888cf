using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>One sendmsg of many windows and bytes. The kernel copies them, so the windows are free when it returns.</summary>
internal sealed unsafe class GatherStrategy : ISendStrategy
{
    public SendOutcome Send(SendOperation operation)
    {
        SendOutcome outcome = operation.Collect();
        if (outcome != SendOutcome.Progress)
        {
            return outcome;
        }

        int more = operation.HasMoreAfter(operation.Collected) ? LinuxFlags.MsgMore : 0;
        nint sent;
        int error;
        do
        {
            sent = SendOnce(operation, LinuxFlags.MsgDontWait | LinuxFlags.MsgNoSignal | more, out error);
        }
        while (sent < 0 && (Errno)error == Errno.EINTR);

        if (sent >= 0)
        {
            return operation.Settle(sent);
        }

        operation.LetGo();
        return SocketErrors.OutcomeOf(operation, error);
    }

    private static nint SendOnce(SendOperation operation, int flags, out int error)
    {
        // SAFETY: the pieces stay where they are until the operation settles or lets go; their layout is struct iovec's.
        SocketMessage message = new() { Vectors = (IoVector*)operation.Pieces, VectorCount = (nuint)operation.PieceCount };
        using SocketUse socket = new(operation.Socket.SafeHandle);
        nint sent = LinuxCalls.SendMsg((int)socket.Number, &message, flags);
        error = Marshal.GetLastPInvokeError();
        return sent;
    }
}
