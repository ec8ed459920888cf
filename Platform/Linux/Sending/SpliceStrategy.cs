using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>
/// vmsplice and splice: windows' pages go into a pipe, and from there to the socket. The pipe refers to the pages
/// themselves, so the windows are free as soon as they are in it.
/// </summary>
/// <remarks>
/// What a full socket leaves in the pipe is dropped with the pipe, and lent again by the next step: to look up a page
/// once more costs little, while a pipe for each slow receiver would cost two descriptors and its share of a quota.
/// So nothing that was not sent outlives a step, and the count of bytes sent is what the socket took.
/// </remarks>
internal sealed unsafe class SpliceStrategy(ISendStrategy gathering) : ISendStrategy
{
    public SendOutcome Send(SendOperation operation)
    {
        SendOutcome outcome = operation.CollectRange(SplicePipe.Size);
        if (outcome != SendOutcome.Progress)
        {
            return outcome;
        }

        if (SplicePipe.Rent(out int error) is not { } pipe)
        {
            // Out of descriptors, or of memory for pipes. One call that copies needs neither.
            operation.LetGo();
            return (Errno)error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM ? gathering.Send(operation) : SocketErrors.OutcomeOf(operation, error);
        }

        long left = 0;
        bool isDone = false;
        try
        {
            outcome = Fill(operation, pipe, ref left);
            while (outcome == SendOutcome.Progress && left > 0)
            {
                outcome = Empty(operation, pipe, ref left);
            }

            isDone = true;
            return outcome;
        }
        finally
        {
            pipe.Return(isEmpty: isDone && left == 0);
        }
    }

    private static SendOutcome Fill(SendOperation operation, SplicePipe pipe, ref long left)
    {
        nint lent;
        int error;
        do
        {
            // SAFETY: the pieces stay where they are until the operation settles or lets go; their layout is struct iovec's.
            lent = LinuxCalls.VmSplice(pipe.To, (IoVector*)operation.Pieces, (nuint)operation.PieceCount, LinuxFlags.SpliceNonBlock);
            error = Marshal.GetLastPInvokeError();
        }
        while (lent < 0 && (Errno)error == Errno.EINTR);

        if (lent <= 0)
        {
            operation.LetGo();
            return SocketErrors.OutcomeOf(operation, error);
        }

        // A page that is missing makes it short, and the next step finds it first.
        left = lent;
        return operation.Settle(0);
    }

    private static SendOutcome Empty(SendOperation operation, SplicePipe pipe, ref long left)
    {
        uint flags = LinuxFlags.SpliceMove | LinuxFlags.SpliceNonBlock | (operation.HasMoreAfter(left) ? LinuxFlags.SpliceMore : 0);
        nint sent;
        int error;
        do
        {
            using SocketUse socket = new(operation.Socket.SafeHandle);
            sent = LinuxCalls.Splice(pipe.From, (int)socket.Number, (nuint)left, flags);
            error = Marshal.GetLastPInvokeError();
        }
        while (sent < 0 && (Errno)error == Errno.EINTR);

        if (sent <= 0)
        {
            return SocketErrors.OutcomeOf(operation, sent < 0 ? error : (int)Errno.EIO);
        }

        left -= sent;
        return operation.Take(sent);
    }
}
