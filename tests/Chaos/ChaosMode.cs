namespace MappingCache.Tests.Chaos;

/// <summary>A way to run a cache, and what it promises of files that change.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Cuts">Where files may end, so that the promise holds.</param>
/// <param name="Configure">Sets the options that make the mode.</param>
public sealed record ChaosMode(string Name, ChaosCuts Cuts, Func<WindowCacheOptions, WindowCacheOptions> Configure)
{
    /// <summary>All modes.</summary>
    public static IReadOnlyList<ChaosMode> All { get; } =
    [
        new("default", ChaosCuts.AtPages, static options => options),
        new("looked at before every window", ChaosCuts.AtPages, static options => options with { Revalidation = Revalidation.Always }),
        new("copies", ChaosCuts.Anywhere, static options => options with { Copy = CopyMode.Always }) { MayFault = false, ServeOptions = ["--copy"] },
        new("leases", ChaosCuts.Anywhere, static options => options with { FileLeases = FileLeaseMode.Opportunistic }) { MayFault = false, HasLeases = true, ServeOptions = ["--leases"] },
        new("copied or looked at by the user", ChaosCuts.Anywhere, static options => options) { OnlyExact = true },
    ];

    /// <summary>Whether only operations take part that give nothing but the file's bytes wherever it is cut.</summary>
    public bool OnlyExact { get; init; }

    /// <summary>Whether windows may be poisoned.</summary>
    public bool MayFault { get; init; } = true;

    /// <summary>Whether windows are read for long enough that some are poisoned in every run.</summary>
    public bool MustFault => MayFault && !OnlyExact;

    /// <summary>Whether the cache takes leases.</summary>
    public bool HasLeases { get; init; }

    /// <summary>What the command <c>serve</c> is given, to run in this mode.</summary>
    public IReadOnlyList<string> ServeOptions { get; init; } = [];

    internal IReadOnlyList<ChaosOperation> Operations => [.. ChaosOperations.All.Where(operation => operation.IsExact || !(OnlyExact || (HasLeases && operation.LendsPages)))];

    public override string ToString() => Name;
}
