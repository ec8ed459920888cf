using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>sendfile: the kernel takes the file's pages themselves, so nothing is mapped and nothing copied.</summary>
internal sealed class SendFileStrategy : ISendStrategy
{
    // To ask whether its pages are in memory costs a small range a tenth. A wrong guess reads no more than the range, so the
    // streak may be shorter than for windows.
    private readonly WarmStreak _warm = new(length: 1024);

    public SendOutcome Send(SendOperation operation)
    {
        MappedFile file = operation.NextRange(out long offset, out long length);
        OsError error = file.BeginUse(out IOsFile? os);
        if (error.IsError)
        {
            return operation.Fail(file, error, offset);
        }

        try
        {
            return IsCold(operation, os!, offset, length) ? operation.OutcomeOfCold : Send(operation, file, (int)os!.Handle, offset, length);
        }
        finally
        {
            file.EndUse();
        }
    }

    private static SendOutcome Send(SendOperation operation, MappedFile file, int descriptor, long offset, long length)
    {
        nint sent;
        int error;
        do
        {
            using SocketUse socket = new(operation.Socket.SafeHandle);
            sent = LinuxCalls.SendFile((int)socket.Number, descriptor, ref offset, (nuint)length);
            error = Marshal.GetLastPInvokeError();
        }
        while (sent < 0 && (Errno)error == Errno.EINTR);

        return sent > 0 ? operation.Take(sent)
            : sent == 0 ? SendOutcome.Changed
            : (Errno)error is Errno.EIO or Errno.EINVAL or Errno.EOVERFLOW ? operation.Fail(file, LinuxErrors.From(error), offset)
            : SocketErrors.OutcomeOf(operation, error);
    }

    private bool IsCold(SendOperation operation, IOsFile file, long offset, long length)
    {
        if (operation.MayReadDisk)
        {
            return false;
        }

        if (operation.AsksAlways)
        {
            return operation.WantsReadAhead || !file.IsResident(offset, length);
        }

        if (!_warm.ShouldAsk())
        {
            return false;
        }

        // Not every kernel tells, nor of every file.
        bool isCold = file.CountResident(offset, length) is { } resident ? resident < length : !file.IsResident(offset, length);
        _warm.Saw(isCold);
        return isCold;
    }
}
