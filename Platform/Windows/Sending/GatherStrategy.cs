using System.Runtime.InteropServices;

namespace MappingCache.Platform.Windows.Sending;

/// <summary>One WSASend of many windows and bytes. The system copies as much as the socket has room for; the windows stay pinned as long as it has not taken all.</summary>
internal sealed unsafe class GatherStrategy : ISendStrategy
{
    public SendOutcome Send(SendOperation operation)
    {
        if (!SocketCalls.MayTake(operation))
        {
            return SendOutcome.Full;
        }

        SendOutcome outcome = operation.Collect();
        if (outcome != SendOutcome.Progress)
        {
            return outcome;
        }

        uint count = (uint)operation.PieceCount;
        WSABUF* buffers = stackalloc WSABUF[(int)count];
        for (int piece = 0; piece < count; piece++)
        {
            // SAFETY: the pieces stay where they are until the operation settles; none is longer than a quantum, which is an int.
            buffers[piece] = new WSABUF { len = (uint)operation.Pieces[piece].Length, buf = (sbyte*)operation.Pieces[piece].Address };
        }

        return operation.Socket.Blocking ? OverlappedCall.Send(operation, buffers, count) : SendAtOnce(operation, buffers, count);
    }

    // A socket that its owner has set not to block is not waited for: it takes what it has room for.
    private static SendOutcome SendAtOnce(SendOperation operation, WSABUF* buffers, uint count)
    {
        uint sent = 0;
        int error;
        using (SocketUse use = new(operation.Socket.SafeHandle))
        {
            // SAFETY: as above; the call is over when it returns.
            error = WSASend((SOCKET)use.Number, buffers, count, &sent, 0, null, null) == 0 ? 0 : Marshal.GetLastSystemError();
        }

        return SocketCalls.Settle(operation, file: null, offset: 0, sent, error);
    }
}
