namespace MappingCache.Harness.Contestants;

/// <summary>Who takes part, in the order in which they are shown.</summary>
internal static class ContestantCatalog
{
    public const string Auto = "auto";
    public const string Blocking = "blocking";
    public const string SendFileAsync = "SendFileAsync";
    public const string Read = "read+send";
    public const string ReadAsync = "readasync+send";
    public const string Map = "mmf+send";
    public const string NativeGather = "c-sendmsg";
    public const string NativeSendFile = "c-sendfile";

    /// <summary>Those who run in this process.</summary>
    public static OrderedDictionary<string, Func<ISendContestant>> Managed { get; } = new(StringComparer.Ordinal)
    {
        [Auto] = static () => new OwnSender(new FileSenderOptions()),
        [Blocking] = static () => new OwnSender(new FileSenderOptions(), blocks: true),
        ["gather"] = static () => new OwnSender(new FileSenderOptions { Strategy = SendStrategy.Gather }),
        ["sendfile"] = static () => new OwnSender(new FileSenderOptions { Strategy = SendStrategy.SendFile }),
        ["splice"] = static () => new OwnSender(new FileSenderOptions { Strategy = SendStrategy.Splice }),
        ["zerocopy"] = static () => new OwnSender(new FileSenderOptions { Strategy = SendStrategy.ZeroCopy }),
        ["copy"] = static () => new OwnSender(new FileSenderOptions { Copy = true }),
        [SendFileAsync] = static () => new SocketSendFile(),
        [Read] = static () => new ReadAndSend(isAsync: false),
        [ReadAsync] = static () => new ReadAndSend(isAsync: true),
        [Map] = static () => new MapAndSend(),
    };

    /// <summary>Those in C, with the C program's names of their methods.</summary>
    public static OrderedDictionary<string, string> Native { get; } = new(StringComparer.Ordinal)
    {
        [NativeGather] = "sendmsg",
        [NativeSendFile] = "sendfile",
    };

    public static IEnumerable<string> Names => Managed.Keys.Concat(Native.Keys);
}
