using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A cache with few slots, fewer descriptors, and a clock that a test moves on.</summary>
public abstract class RunningFixture : RealFileFixture
{
    private protected ManualTime Time { get; } = new();

    protected override WindowCache CreateCache() => Create(new WindowCacheOptions { MaxDescriptors = 2, IdleTimeout = TimeSpan.FromMinutes(10) });

    protected WindowCache Create(WindowCacheOptions options) =>
        WindowCache.Create(options with { WindowSize = Window, SlotCount = 4, TimeProvider = Time });

    // By opening as many others as may be open.
    protected void CloseDescriptorOf(MappedFile file)
    {
        using MappedFile a = Cache.Open(Folder.Write("a", 8, 1));
        using MappedFile b = Cache.Open(Folder.Write("b", 9, 1));
        Assert.That(Descriptors.Of(path => path == file.Path), Is.Zero);
    }

    protected static void Touch(MappedFile file, params ReadOnlySpan<long> windows)
    {
        foreach (long window in windows)
        {
            using Window held = file.Acquire(window * Window);
            Assert.That(FileContent.Matches(held.Span, 1, window * Window), $"window {window}");
        }
    }
}
