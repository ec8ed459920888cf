using System.Net.Sockets;

namespace MappingCache.Platform.Windows.Sending;

/// <summary>TransmitFile: the system takes the file's pages themselves, so nothing is mapped. Ranges that find no place among the calls that are made at once are gathered.</summary>
internal sealed class TransmitFileStrategy(ISendStrategy gathering, TransmitPlaces places) : ISendStrategy
{
    // What one call takes at most: 2 GiB - 2.
    private const long Longest = int.MaxValue - 1;

    public SendOutcome Send(SendOperation operation)
    {
        // Unix domain sockets are not promised to take files; and one that is set not to block would be waited for.
        if (operation.Socket is not { AddressFamily: AddressFamily.InterNetwork or AddressFamily.InterNetworkV6, Blocking: true })
        {
            return gathering.Send(operation);
        }

        if (operation.OutcomeOfCold == SendOutcome.Missing)
        {
            // Windows does not tell what is in memory, so nothing is known to be.
            return SendOutcome.Missing;
        }

        return !SocketCalls.MayTake(operation) ? SendOutcome.Full
            : places.TryTake() ? Transmit(operation)
            : gathering.Send(operation);
    }

    private SendOutcome Transmit(SendOperation operation)
    {
        MappedFile file = operation.NextRange(out long offset, out long length);
        OsError error = file.BeginUse(out IOsFile? os);
        if (error.IsError)
        {
            places.GiveBack();
            return operation.Fail(file, error, offset);
        }

        return OverlappedCall.Transmit(operation, file, os!.Handle, offset, (uint)Math.Min(length, Longest), places);
    }
}
