using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>A cache with few small windows, and files of known bytes.</summary>
internal sealed class SendFixture : IDisposable
{
    public const int WindowSize = 64 * 1024;

    public SendFixture(int slots = 8, Func<WindowCacheOptions, WindowCacheOptions>? options = null)
    {
        WindowCacheOptions basic = new() { SlotCount = slots, MaxSlots = slots, WindowSize = WindowSize };
        Cache = WindowCache.Create(options?.Invoke(basic) ?? basic);
    }

    public WindowCache Cache { get; }

    public TempFolder Folder { get; } = new();

    public MappedFile Open(long seed, int length) => Cache.Open(Folder.Write($"file {seed}", seed, length));

    public void Dispose()
    {
        IReadOnlyList<string> findings = [.. Cache.Audit()];
        Cache.Dispose();
        Folder.Dispose();
        Assert.That(findings, Is.Empty, "nothing stays pinned");
    }
}
