using System.Net.Sockets;
using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>
/// sendmsg with MSG_ZEROCOPY: the socket refers to the windows' pages. Each call that takes bytes has a number, by which
/// a notice in the socket's error queue says that the kernel is done with it; until then the windows stay pinned, a
/// quantum of them for each socket. An operation is over when everything has come back.
/// </summary>
internal sealed unsafe class ZeroCopyStrategy(ISendStrategy gathering) : ISendStrategy
{
    public string? Refuses(Socket socket) => socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 ? null
        : $"{nameof(SendStrategy)}.{nameof(SendStrategy.ZeroCopy)} is for TCP; the system has nothing like it for a socket of the family {socket.AddressFamily}.";

    public SendOutcome Send(SendOperation operation)
    {
        if (LoansOf(operation, out int error) is not { } loans)
        {
            return operation.Fail(SocketErrors.From(error));
        }

        long room = operation.Quantum - loans.Bytes;
        if (room <= 0)
        {
            return SendOutcome.Lent;
        }

        SendOutcome outcome = operation.CollectRange(room);
        if (outcome != SendOutcome.Progress)
        {
            return outcome;
        }

        loans.Begin();
        nint sent = SendOnce(operation, out error);
        if (sent > 0)
        {
            try
            {
                return operation.SettleLent(sent, loans.Arriving);
            }
            finally
            {
                // Whatever came of it, the kernel has counted the call.
                loans.Lend();
            }
        }

        // ENOBUFS: the socket may have no more notices under way (optmem_max).
        operation.LetGo();
        return (Errno)error == Errno.ENOBUFS ? gathering.Send(operation) : SocketErrors.OutcomeOf(operation, error);
    }

    // Not with MSG_MORE: nothing comes back of what is held back for more.
    private static nint SendOnce(SendOperation operation, out int error)
    {
        // SAFETY: the pieces stay where they are until the operation settles or lets go; their layout is struct iovec's.
        SocketMessage message = new() { Vectors = (IoVector*)operation.Pieces, VectorCount = (nuint)operation.PieceCount };
        nint sent;
        do
        {
            using SocketUse socket = new(operation.Socket.SafeHandle);
            sent = LinuxCalls.SendMsg((int)socket.Number, &message, LinuxFlags.MsgDontWait | LinuxFlags.MsgNoSignal | LinuxFlags.MsgZeroCopy);
            error = Marshal.GetLastPInvokeError();
        }
        while (sent < 0 && (Errno)error == Errno.EINTR);
        return sent;
    }

    private static ZeroCopyLoans? LoansOf(SendOperation operation, out int error)
    {
        error = 0;
        if (operation.Lane.Loans is ZeroCopyLoans known)
        {
            return known;
        }

        ZeroCopyLoans loans = new(operation.Socket.SafeHandle);
        using SocketUse socket = new(operation.Socket.SafeHandle);
        if (LinuxCalls.SetSockOpt((int)socket.Number, LinuxFlags.SolSocket, LinuxFlags.SoZeroCopy, 1) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        error = LoanWatcher.Process.Register(loans, (int)socket.Number);
        if (error != 0)
        {
            return null;
        }

        operation.Lane.Loans = loans;
        return loans;
    }
}
