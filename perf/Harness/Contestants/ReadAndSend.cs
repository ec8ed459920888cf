using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MappingCache.Harness.Workloads;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Harness.Contestants;

/// <summary>Reads the files, which stay open, into a pooled buffer, header first, and sends that.</summary>
/// <param name="isAsync">Whether it reads asynchronously, as it must if files may be cold; or on the caller's thread, which is the faster while they are not.</param>
internal sealed class ReadAndSend(bool isAsync) : ISendContestant
{
    private const int ChunkSize = 64 << 10;

    private TestFiles? _files;
    private OpenFiles? _handles;

    public void Prepare(TestFiles files)
    {
        _files = files;
        _handles = OpenFiles.Of(files);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> SendAsync(Socket socket, int which)
    {
        Workload workload = _files!.Workload;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        _files.Header.Span.CopyTo(buffer);
        int filled = Workload.HeaderSize;
        long sent = 0;
        for (int place = 0; place < workload.Bundle; place++)
        {
            SafeFileHandle file = _handles![workload.FileOf(which, place)];
            for (long offset = 0; offset < workload.Size;)
            {
                if (filled == ChunkSize)
                {
                    sent += await socket.SendAsync(buffer.AsMemory(0, filled), SocketFlags.None).ConfigureAwait(false);
                    filled = 0;
                }

                Memory<byte> room = buffer.AsMemory(filled, (int)Math.Min(ChunkSize - filled, workload.Size - offset));
                int read = isAsync ? await RandomAccess.ReadAsync(file, room, offset).ConfigureAwait(false) : RandomAccess.Read(file, room.Span, offset);
                filled += read;
                offset += read;
            }
        }

        sent += await socket.SendAsync(buffer.AsMemory(0, filled), SocketFlags.None).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(buffer);
        return sent;
    }

    public void Forget()
    {
        // An open file keeps no page in memory.
    }

    public void Dispose() => _handles?.Dispose();
}
