using System.CommandLine;

namespace MappingCache.Cli;

/// <summary>The command <c>serve</c>.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 8080;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("FOLDER")
        {
            Description = "The folder to serve.",
            DefaultValueFactory = _ => ".",
        };
        folder.Validators.Add(OptionParsers.RefuseOption);
        Option<int> port = new("--port")
        {
            Description = "The port on 127.0.0.1; 0 takes any that is free.",
            DefaultValueFactory = _ => DefaultPort,
            CustomParser = OptionParsers.Port,
            HelpName = "PORT",
        };
        Option<bool> isUnchecked = new("--unchecked")
        {
            Description = "Send from the windows themselves, and large files as the system's own pages, without looking whether they change meanwhile: faster, for files that are replaced and never written to.",
        };
        CacheOptions cache = new();
        Command command = new("serve", "Serves a folder over HTTP on this machine, from mapped windows, with listings of directories. Ends on Ctrl-C; then prints what the cache has done and checks that all is well in it.")
        {
            folder,
            port,
            isUnchecked,
        };
        cache.AddTo(command);
        command.SetAction((result, _) => UserErrors.TellAsync(() => ServeHost.RunAsync(new ServeSettings(
            result.GetRequiredValue(folder),
            result.GetValue(port),
            cache.Of(result),
            ChecksBodies: !result.GetValue(isUnchecked)))));
        return command;
    }
}
