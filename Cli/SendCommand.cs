using System.CommandLine;
using System.Net;

namespace MappingCache.Cli;

/// <summary>The command <c>send</c>.</summary>
internal static class SendCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The file to send." };
        file.Validators.Add(OptionParsers.RefuseOption);
        Option<DnsEndPoint?> to = new("--to")
        {
            Description = "Whom to connect to over TCP: 127.0.0.1:9000, localhost:9000, [::1]:9000.",
            Required = true,
            CustomParser = OptionParsers.EndPoint,
            HelpName = "HOST:PORT",
        };
        Option<long?> offset = new("--offset")
        {
            Description = "Where in the file to begin: 0, 65536, 64K.",
            DefaultValueFactory = _ => 0,
            CustomParser = OptionParsers.FileSize,
            HelpName = "SIZE",
        };
        Option<long?> length = new("--length")
        {
            Description = "How many bytes to send: 65536, 64K, 1M. By default all to the end that the file has when it is opened.",
            CustomParser = OptionParsers.FileSize,
            HelpName = "SIZE",
        };
        CacheOptions cache = new();
        Command command = new("send", "Sends a file, or a part of it, over TCP, from mapped windows; the system copies the bytes of each window into the socket. Prints the bytes and the time. Exits with 0 when all bytes were given to the system, with 1 when not, and with 128 plus the signal's number when it was told to end.")
        {
            file,
            to,
            offset,
            length,
        };
        cache.AddTo(command);
        command.SetAction((result, _) => UserErrors.TellAsync(() => SendHost.RunAsync(new SendSettings(
            result.GetRequiredValue(file),
            result.GetRequiredValue(to)!,
            result.GetValue(offset) ?? 0,
            result.GetValue(length),
            cache.Of(result)))));
        return command;
    }
}
