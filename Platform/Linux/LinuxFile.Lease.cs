using MappingCache.Native.Linux;
using MappingCache.Platform.Linux.Leases;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <content>The lease on the file.</content>
internal sealed unsafe partial class LinuxFile
{
    // The system forgets whom to tell when a lease ends, so it must not end between what is said of that and the next one;
    // its break would end the process. Held over calls that wait for nothing, neither the disk nor whoever wants to write.
    private readonly Lock _leasing = new();
    private Action? _onBreak;
    private bool _isWatched;

    public OsError TryLease(Action onBreak)
    {
        // Outside the lock: it may start the thread that watches.
        OsError error = _leases.Watch(this, _descriptor, out int watcher);
        if (error.IsError)
        {
            return error;
        }

        lock (_leasing)
        {
            return TryLease(onBreak, watcher);
        }
    }

    public void EndLease()
    {
        lock (_leasing)
        {
            Volatile.Write(ref _onBreak, null);

            // Refused when the system has taken it already, since it had to wait too long.
            _ = LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetLease, LinuxFlags.NoLease);
        }
    }

    /// <summary>Somebody wants to write to the file, or wanted to: ends the lease, if there is one. Only the watcher calls it.</summary>
    public void AnswerBreak() => Volatile.Read(ref _onBreak)?.Invoke();

    private OsError TryLease(Action onBreak, int watcher)
    {
        // Before it is asked for: it may be broken at once. Pairs with AnswerBreak, in the watcher.
        Volatile.Write(ref _onBreak, onBreak);
        _isWatched = true;
        DescriptorOwner owner = new() { Type = LinuxFlags.OwnerThread, Id = watcher };

        // SAFETY: the call reads the structure.
        if (LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetOwner, (nint)(&owner)) != 0 ||
            LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetSignal, LeaseWatcher.Signal) != 0 ||
            LinuxCalls.FCntl(_descriptor, LinuxFlags.FSetLease, LinuxFlags.ReadLease) != 0)
        {
            OsError error = LinuxErrors.Last();
            return (Errno)error.Code == Errno.EAGAIN ? new OsError(OsErrorKind.BeingWritten, error.Code) : error;
        }

        if (!_leases.HasEnded)
        {
            return OsError.None;
        }

        EndLease();
        return new OsError(OsErrorKind.NotSupported);
    }

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
