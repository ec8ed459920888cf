using System.CommandLine;

namespace MappingCache.Cli;

/// <summary>The options of a command that makes a cache, and the cache's options that they come to.</summary>
internal sealed class CacheOptions
{
    private readonly Option<int?> _slots = new("--slots")
    {
        Description = "Most windows that are mapped at once. By default 4096, or fewer if the machine allows fewer.",
        CustomParser = OptionParsers.Count,
        HelpName = "N",
    };

    private readonly Option<int> _window = new("--window")
    {
        Description = "Bytes of a window, a power of two: 65536, 64K, 1M.",
        DefaultValueFactory = _ => WindowCacheOptions.DefaultWindowSize,
        CustomParser = OptionParsers.Size,
        HelpName = "SIZE",
    };

    private readonly Option<bool> _copy = new("--copy")
    {
        Description = "Read windows into memory of their own instead of mapping them: they do not change with their file.",
    };

    private readonly Option<bool> _leases = new("--leases")
    {
        Description = "Take leases on the files, where the system gives them: whoever writes to one waits until its windows are safe.",
    };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_slots);
        command.Add(_window);
        command.Add(_copy);
        command.Add(_leases);
    }

    /// <summary>What was asked for.</summary>
    public WindowCacheOptions Of(ParseResult result) => new()
    {
        SlotCount = result.GetValue(_slots),
        WindowSize = result.GetValue(_window),
        Copy = result.GetValue(_copy) ? CopyMode.Always : CopyMode.WhenNeeded,
        FileLeases = result.GetValue(_leases) ? FileLeaseMode.Opportunistic : FileLeaseMode.Off,
    };
}
