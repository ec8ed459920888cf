using MappingCache.Native.Linux;
using MappingCache.Platform.Linux.Leases;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <content>The lease on the file.</content>
internal sealed unsafe partial class LinuxFile
{
    private Action? _onBreak;
    private bool _isWatched;

    public OsError TryLease(Action onBreak)
    {
        // Before it is asked for: it may be broken at once. Pairs with AnswerBreak, in the watcher.
        Volatile.Write(ref _onBreak, onBreak);
        _isWatched = true;
        OsError error = _leases.Watch(this, _descriptor, out int watcher);
        if (error.IsError)
        {
            return error;
        }

        DescriptorOwner owner = new() { Type = LinuxFlags.OwnerThread, Id = watcher };

        // SAFETY: the call reads the structure.
        if (LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetOwner, (nint)(&owner)) != 0 ||
            LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetSignal, LeaseWatcher.Signal) != 0 ||
            LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetLease, LinuxFlags.ReadLease) != 0)
        {
            error = LinuxErrors.Last();
            return (Errno)error.Code == Errno.EAGAIN ? new OsError(OsErrorKind.BeingWritten, error.Code) : error;
        }

        if (!_leases.HasEnded)
        {
            return OsError.None;
        }

        EndLease();
        return new OsError(OsErrorKind.NotSupported);
    }

    // What is to be done when it is broken stays: whoever has asked for it once more, and is on its way, may be given it now,
    // and the next writer is to be told of.
    public void EndLease() =>

        // Refused when the system has taken it already, since it had to wait too long.
        _ = LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetLease, LinuxFlags.NoLease);

    /// <summary>Somebody wants to write to the file, or wanted to: ends the lease, if there is one. Only the watcher calls it.</summary>
    public void AnswerBreak() => Volatile.Read(ref _onBreak)?.Invoke();

    // A mapping keeps the lease beyond the descriptor, and nobody could end it then.
    private void ForgetLease(int descriptor)
    {
        if (_isWatched)
        {
            _ = LinuxCalls.FCntl(descriptor, LinuxFlags.FSetLease, LinuxFlags.NoLease);
            _leases.Forget(descriptor);
        }
    }
}
