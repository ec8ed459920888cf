using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace MappingCache;

/// <content>Waiting for what a step needed.</content>
internal sealed partial class SendOperation
{
    // How long a thread believes that a socket is full, in milliseconds, before it tries again.
    private const int LongestWait = 1000;

    private readonly byte[] _byte = GC.AllocateUninitializedArray<byte>(1, pinned: true);

    // To read the property makes an object, so it is read once.
    private int? _sendTimeout;

    // How many bytes had been taken when its thread last began to wait for the socket, and when that was.
    private long _sentAtWait = -1;
    private long _waitBegan;

    private int SendTimeout => _sendTimeout ??= Socket.SendTimeout is var timeout and > 0 ? timeout : Timeout.Infinite;

    /// <summary>The copy that <see cref="CopyNextByte"/> has made.</summary>
    public ReadOnlyMemory<byte> NextByte => _byte;

    /// <summary>Waits in this thread until the socket may take bytes again, but no longer than its time limit since it took the last.</summary>
    public SendOutcome WaitForSocket()
    {
        if (!Socket.Blocking)
        {
            return Fail(SocketError.WouldBlock);
        }

        bool isVain = Sent == _sentAtWait;
        if (!isVain)
        {
            (_sentAtWait, _waitBegan) = (Sent, Stopwatch.GetTimestamp());
        }

        double left = SendTimeout == Timeout.Infinite ? LongestWait : SendTimeout - Stopwatch.GetElapsedTime(_waitBegan).TotalMilliseconds;
        if (left <= 0)
        {
            return Fail(SocketError.TimedOut);
        }

        if (isVain)
        {
            // It was called writable and took nothing: it has room, but the system no memory; or something else has woken the
            // thread, as a notice that nobody has read, which would do so again at once.
#pragma warning disable RS0030 // No event tells when there is memory again.
            Thread.Sleep(1);
#pragma warning restore RS0030
        }

        // What it answers does not matter: the next call tells.
        _ = Socket.Poll((int)(Math.Min(left, LongestWait) * 1000), SelectMode.SelectWrite);
        return SendOutcome.Progress;
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
