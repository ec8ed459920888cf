using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Waiting for what a step needed.</content>
internal sealed partial class SendOperation
{
    private readonly byte[] _byte = GC.AllocateUninitializedArray<byte>(1, pinned: true);

    /// <summary>Waits without a thread until the socket takes bytes again. The runtime knows how; it is given the next byte to send, a copy, so that nothing is pinned meanwhile and no page can be missed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> WaitForSocketAsync(CancellationToken cancellationToken)
    {
        SendOutcome outcome = CopyNextByte();
        return outcome != SendOutcome.Progress ? outcome : Take(await Socket.SendAsync(_byte, SocketFlags.None, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The same, in this thread.</summary>
    public SendOutcome WaitForSocket()
    {
        SendOutcome outcome = CopyNextByte();
        return outcome != SendOutcome.Progress ? outcome : Take(Socket.Send(_byte));
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
    public SendOutcome WaitForLoans() => AfterLoans(Lane.Loans!.Wait(Socket.SendTimeout is var timeout and > 0 ? timeout : Timeout.Infinite));

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

    private unsafe SendOutcome CopyNextByte()
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
