using System.Net.Sockets;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Workloads;

namespace MappingCache.Tests.Harness;

/// <summary>Sends what it is to send, but for one fault.</summary>
internal sealed class BrokenSender(SenderFault fault) : ISendContestant
{
    private TestFiles? _files;

    public void Prepare(TestFiles files) => _files = files;

    public async ValueTask<long> SendAsync(Socket socket, int which)
    {
        Workload workload = _files!.Workload;
        byte[] header = _files.Header.ToArray();
        header[^1] ^= (byte)(fault == SenderFault.OtherHeader ? 1 : 0);
        long sent = await socket.SendAsync(header, SocketFlags.None);
        for (int place = 0; place < workload.Bundle; place++)
        {
            int file = workload.FileOf(which, fault == SenderFault.OtherOrder ? workload.Bundle - 1 - place : place);
            byte[] content = await File.ReadAllBytesAsync(_files.Paths[file]);
            content[^1] ^= (byte)(fault == SenderFault.OtherByte && which > 0 ? 1 : 0);
            int length = fault == SenderFault.ByteLess && place == workload.Bundle - 1 ? content.Length - 1 : content.Length;
            sent += await socket.SendAsync(content.AsMemory(0, length), SocketFlags.None);
        }

        if (fault == SenderFault.ByteMore)
        {
            _ = await socket.SendAsync(new byte[1], SocketFlags.None);
        }

        return fault == SenderFault.ByteLess ? sent + 1 : sent;
    }

    public void Forget()
    {
        // Nothing is kept.
    }

    public void Dispose()
    {
        // Nothing is kept.
    }
}
