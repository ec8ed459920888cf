using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Waiting for what a step needed.</content>
internal sealed partial class SendOperation
{
    private const int PauseMicroseconds = 1000;

    private readonly byte[] _byte = GC.AllocateUninitializedArray<byte>(1, pinned: true);
    private int? _sendTimeout;

    // How many bytes had been taken when its thread last waited for the socket.
    private long _sentAtWait = -1;

    // Whoever asks a socket is given an object, so it is asked once.
    private int SendTimeout => _sendTimeout ??= Socket.SendTimeout is var timeout and > 0 ? timeout : Timeout.Infinite;

    /// <summary>The copy that <see cref="CopyNextByte"/> has made.</summary>
    public ReadOnlyMemory<byte> NextByte => _byte;

    /// <summary>Waits in this thread until the socket takes bytes again.</summary>
    public SendOutcome WaitForSocket()
    {
        if (!Socket.Blocking)
        {
            return Fail(SocketError.WouldBlock);
        }

        if (Sent == _sentAtWait)
        {
            // It said that it would take bytes, and took none: it has room for them, but the system no memory. Nothing tells
            // when there is some again, so the kernel itself pauses then. A failure ends the pause.
            _ = Socket.Poll(PauseMicroseconds, SelectMode.SelectError);
        }

        _sentAtWait = Sent;
        if (SendTimeout == Timeout.Infinite)
        {
            _ = Socket.Poll(Timeout.Infinite, SelectMode.SelectWrite);
            return SendOutcome.Progress;
        }

        // A wait for a socket is told in microseconds.
        for (long left = SendTimeout * 1000L; left > 0; left -= int.MaxValue)
        {
            if (Socket.Poll((int)Math.Min(left, int.MaxValue), SelectMode.SelectWrite))
            {
                return SendOutcome.Progress;
            }
        }

        return Fail(SocketError.TimedOut);
    }

    /// <summary>Has the next window mapped, and goes on with it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> BringAsync(CancellationToken cancellationToken)
    {
        MappedFile file = NextRange(out long offset, out _);
        return RunWith(file, offset, await SlotWait.AcquireAsync(file, offset, _options.SlotTimeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The same, in this thread.</summary>
    public SendOutcome Bring()
    {
        MappedFile file = NextRange(out long offset, out _);
        return RunWith(file, offset, SlotWait.Acquire(file, offset, _options.SlotTimeout));
    }

    /// <summary>Goes on in a thread that may wait for the disk: the bytes that are missing are asked for, those that follow them, and no others.</summary>
    public SendOutcome ReadAndRun()
    {
        MayReadDisk = true;
        ReadAhead();
        SendOutcome outcome = Run();
        MayReadDisk = false;
        return outcome;
    }

    /// <summary>Waits without a thread until the system is done with something that it was lent.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> WaitForLoansAsync(CancellationToken cancellationToken) =>
        AfterLoans(await Lane.Loans!.WaitAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The same, in this thread.</summary>
    public SendOutcome WaitForLoans() => AfterLoans(Lane.Loans!.Wait(SendTimeout));

    // Meanwhile a file may have changed.
    private SendOutcome AfterLoans(SocketError error)
    {
        Stretches++;
        return error == SocketError.Success ? SendOutcome.Progress : Fail(error);
    }

    private SendOutcome RunWith(MappedFile file, long offset, WindowLease lease)
    {
        (_brought, _broughtFile, _broughtOffset) = (lease, file, offset);
        try
        {
            return lease.Length == 0 ? SendOutcome.Changed : Run();
        }
        finally
        {
            // A call under way may be sending it.
            if (_call is null)
            {
                LetGoOfBrought();
            }
        }
    }

    private void LetGoOfBrought()
    {
        _brought?.Dispose();
        (_brought, _broughtFile) = (null, null);
    }

    /// <summary>Copies the byte that is next, to be sent through the runtime.</summary>
    /// <returns><see cref="SendOutcome.Progress"/> if it can be.</returns>
    public unsafe SendOutcome CopyNextByte()
    {
        ref ResolvedPart part = ref Current;
        if (part.File is not { } file)
        {
            _byte[0] = part.Bytes[_within];
            return SendOutcome.Progress;
        }

        long offset = part.Offset + _within;
        if (IsMissing(file, offset, 1, out _))
        {
            return SendOutcome.Missing;
        }

        fixed (byte* to = _byte)
        {
            OsError error = Read(file, to, 1, offset, out int read);
            return error.IsError ? Fail(file, error, offset) : read == 0 || HasChanged ? SendOutcome.Changed : SendOutcome.Progress;
        }
    }
}
