using System.Net.Sockets;

namespace MappingCache.Tests.Chaos;

/// <summary>Files that a <see cref="FileSender"/> sends, in one operation each.</summary>
internal static class SenderOperations
{
    /// <summary>From windows, many by one call.</summary>
    public static ChaosOperation Gathered { get; } = Of("FileSender, gathered", new FileSenderOptions { Strategy = SendStrategy.Gather });

    /// <summary>By the system's call for files. What the receiver has not taken yet is still the file's, so a page that is cut within shows zeros.</summary>
    public static ChaosOperation Lent { get; } = Of("FileSender, lent", new FileSenderOptions { Strategy = SendStrategy.SendFile }) with { LendsPages = true };

    /// <summary>From copies that are looked at before they are sent.</summary>
    public static ChaosOperation Copied { get; } = Of("FileSender, copied", new FileSenderOptions { Copy = true }) with { IsExact = true };

    private static ChaosOperation Of(string name, FileSenderOptions options)
    {
        Lazy<FileSender> sender = new(() => FileSender.Create(options));
        return new ChaosOperation(name, visit => SendOperations.SendPlainAsync(visit, async (visit, file, offset, socket) =>
        {
            try
            {
                await sender.Value.SendAsync(socket, [file.Range(offset, Math.Max(0, file.Length - offset))], visit.CancellationToken);
            }
            catch (ArgumentException)
            {
                // It was cut between the question for its length and the send.
                throw new FileChangedException();
            }

            socket.Shutdown(SocketShutdown.Send);
        }));
    }
}
