namespace MappingCache.Tests.Chaos;

/// <summary>One window, by each of the ways to hold one.</summary>
internal static class WindowOperations
{
    public static ChaosOperation Looking { get; } = new("Window, ThrowIfChanged", Synchronous(static (visit, file, offset) =>
    {
        using Window window = file.Acquire(offset, visit.CancellationToken);
        visit.Dawdle();
        visit.Taken.Add(window.Span);
        window.ThrowIfChanged();
    }))
    {
        IsExact = true,
    };

    public static ChaosOperation Valid { get; } = new("Window, IsValid", Synchronous(static (visit, file, offset) =>
    {
        using Window window = file.Acquire(offset, visit.CancellationToken);
        visit.Dawdle();
        visit.Taken.Add(window.Span);
        visit.Require(window.IsValid);
    }));

    public static ChaosOperation Light { get; } = new("LightWindow, IsValid", Synchronous(static (visit, file, offset) =>
    {
        using LightWindow window = file.AcquireLight(offset, visit.CancellationToken);
        visit.Dawdle();
        visit.Taken.Add(window.Span);
        visit.Require(window.IsValid);
    }));

    public static ChaosOperation Lease { get; } = new("WindowLease, IsValid", async static visit =>
    {
        using MappedFile file = visit.Open();
        using WindowLease lease = await file.AcquireAsync(visit.Begin(file), visit.CancellationToken);
        visit.Dawdle();
        visit.Taken.Add(lease.Span);
        visit.Require(lease.IsValid);
    });

    public static ChaosOperation Copied { get; } = new("Window, TryCopyTo", Synchronous(static (visit, file, offset) =>
    {
        using Window window = file.Acquire(offset, visit.CancellationToken);
        visit.Dawdle();
        bool isWhole = window.TryCopyTo(visit.Taken.Rest.Span);
        visit.Taken.Advance(window.Length);
        visit.Require(isWhole);
    }))
    {
        IsExact = true,
    };

    private static Func<ChaosVisit, Task> Synchronous(Action<ChaosVisit, MappedFile, long> read) => visit =>
    {
        using MappedFile file = visit.Open();
        read(visit, file, visit.Begin(file));
        return Task.CompletedTask;
    };
}
