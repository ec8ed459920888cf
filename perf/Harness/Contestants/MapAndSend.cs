using System.IO.MemoryMappedFiles;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Contestants;

/// <summary>Makes a <see cref="MemoryMappedFile"/> of each file for each send, and sends from it.</summary>
internal sealed class MapAndSend : ISendContestant
{
    private TestFiles? _files;

    public void Prepare(TestFiles files) => _files = files;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> SendAsync(Socket socket, int which)
    {
        Workload workload = _files!.Workload;
        long sent = await socket.SendAsync(_files.Header, SocketFlags.None).ConfigureAwait(false);
        for (int place = 0; place < workload.Bundle; place++)
        {
            using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                _files.Paths[workload.FileOf(which, place)], FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
            using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, workload.Size, MemoryMappedFileAccess.Read);
            using ViewMemory memory = new(view, workload.Size);
            sent += await socket.SendAsync(memory.Memory, SocketFlags.None).ConfigureAwait(false);
        }

        return sent;
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
