using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Contestants;

/// <summary>What .NET offers for it: <see cref="Socket.SendFileAsync(string?, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, TransmitFileOptions, CancellationToken)"/>, once for each file.</summary>
internal sealed class SocketSendFile : ISendContestant
{
    // It leaves each file's descriptor to the finalizer, and a process may have some thousands in any case.
    private const int MaxDescriptors = 2000;

    private TestFiles? _files;

    public int MaxSends => MaxDescriptors / _files!.Workload.Bundle;

    public void Prepare(TestFiles files) => _files = files;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> SendAsync(Socket socket, int which)
    {
        Workload workload = _files!.Workload;
        for (int place = 0; place < workload.Bundle; place++)
        {
            await socket.SendFileAsync(
                _files.Paths[workload.FileOf(which, place)], place == 0 ? _files.Header : default, postBuffer: default, TransmitFileOptions.UseDefaultWorkerThread).ConfigureAwait(false);
        }

        // It does not tell; the receiver counts.
        return workload.BytesPerSend;
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
