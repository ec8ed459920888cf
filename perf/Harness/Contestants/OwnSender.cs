using System.Net.Sockets;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Contestants;

/// <summary>The cache's own sender.</summary>
/// <param name="options">How it sends.</param>
/// <param name="blocks">Whether it waits for the socket in the thread that sends, as C programs do.</param>
internal sealed class OwnSender(FileSenderOptions options, bool blocks = false) : ISendContestant
{
    private readonly FileSender _sender = FileSender.Create(options);
    private TestFiles? _files;
    private OwnFiles? _mapped;
    private SendPart[][] _bundles = [];

    public void Prepare(TestFiles files)
    {
        _files = files;
        _mapped = OwnFiles.Of(files);
        Workload workload = files.Workload;
        _bundles = workload.Bundle == 1
            ? []
            : [.. Enumerable.Range(0, workload.Files).Select(which => (SendPart[])[files.Header, .. Enumerable.Range(0, workload.Bundle).Select(place => Whole(workload.FileOf(which, place)))])];
    }

    public ValueTask<long> SendAsync(Socket socket, int which) =>
        _bundles.Length == 0
            ? SendAsync(socket, [_files!.Header, Whole(_files.Workload.FileOf(which, 0))])
            : SendAsync(socket, _bundles[which % _bundles.Length]);

    public void Forget() => _mapped?.Forget();

    public void Dispose() => _mapped?.Dispose();

    private ValueTask<long> SendAsync(Socket socket, ReadOnlySpan<SendPart> parts) =>
        blocks ? ValueTask.FromResult(_sender.Send(socket, parts)) : _sender.SendAsync(socket, parts);

    private SendPart Whole(int file) => _mapped![file].Range(0, _files!.Workload.Size);
}
