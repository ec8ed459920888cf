namespace MappingCache.Tests.Chaos;

/// <summary>The catalogue of operations.</summary>
internal static class ChaosOperations
{
    public static IReadOnlyList<ChaosOperation> All { get; } =
    [
        WindowOperations.Looking,
        WindowOperations.Valid,
        WindowOperations.Light,
        WindowOperations.Lease,
        WindowOperations.Copied,
        ReaderOperations.Sequence,
        ReaderOperations.Windows,
        ReaderOperations.Stream,
        ReaderOperations.StreamCopy,
        ReaderOperations.Pipe,
        SendOperations.PlainCopied,
        SendOperations.Gathered,
        SenderOperations.Gathered,
        SenderOperations.Lent,
        SenderOperations.Copied,
        SendOperations.Tls,
        SendOperations.TlsCopied,
        HttpOperations.InProcess,
        HttpOperations.Serve,
    ];
}
