using MappingCache.Platform.Linux;
using MappingCache.Platform.Linux.Leases;
using MappingCache.Tests.Support;
using NUnit.Framework;

namespace MappingCache.Tests.Platform;

/// <summary>A folder of real files and a cache that takes leases on them, with both audits at its end.</summary>
internal sealed class LeaseTest : IDisposable
{
    public const int Window = 64 * 1024;

    /// <summary>What files are made of.</summary>
    public const long Seed = 1;

    /// <summary>Makes a cache.</summary>
    /// <param name="slots">Its slots.</param>
    /// <param name="windowSize">Its windows.</param>
    /// <param name="watcher">Who is told of breaks; null for the process's one.</param>
    /// <param name="time">Its clock; null for the system's.</param>
    /// <param name="mode">Whether it takes leases.</param>
    /// <param name="folder">The folder, which goes with this object; null for a new one.</param>
    /// <param name="maxDescriptors">Most descriptors; null for as many as the process may have.</param>
    public LeaseTest(
        int slots = 32,
        int windowSize = Window,
        LeaseWatcher? watcher = null,
        TimeProvider? time = null,
        FileLeaseMode mode = FileLeaseMode.Opportunistic,
        TempFolder? folder = null,
        int? maxDescriptors = null)
    {
        Folder = folder ?? new TempFolder();
        CacheLayout layout = WindowCacheFactory.CreateLayout(
            new WindowCacheOptions { WindowSize = windowSize, SlotCount = slots, FileLeases = mode, MaxDescriptors = maxDescriptors });
        Assert.That(LinuxAddressSpace.Reserve(layout, MapAreaBudget.Process, watcher ?? LeaseWatcher.Process, out LinuxAddressSpace? space), Is.EqualTo(OsError.None));
        Probe = new ProbeAddressSpace(space!);
        Cache = new WindowCache(Probe, layout, EvictionKind.Clock, new MaintenanceSettings { Time = time ?? TimeProvider.System });
    }

    public TempFolder Folder { get; }

    public ProbeAddressSpace Probe { get; }

    public WindowCache Cache { get; }

    public CacheStatistics Statistics => Cache.GetStatistics();

    /// <summary>Makes a file of some windows and opens it.</summary>
    public MappedFile OpenNew(string name = "file", int windows = 4) => Cache.Open(Folder.Write(name, Seed, windows * Window));

    /// <summary>Acquires and releases a file's first windows, checking them.</summary>
    public static void Touch(MappedFile file, int windows = 1)
    {
        for (long window = 0; window < windows; window++)
        {
            using Window held = file.Acquire(window * Window);
            Assert.That(FileContent.Matches(held.Span, Seed, window * Window), $"content of window {window}");
        }
    }

    /// <summary>The lease on a file, as the kernel lists it for the file's descriptor: ACTIVE, or BREAKING; empty if there is none.</summary>
    public string LeaseOn(MappedFile file)
    {
        LinuxFile? os = FileOf(file);
        return os is null ? string.Empty : string.Join(
            ", ",
            File.ReadLines($"/proc/self/fdinfo/{os.Descriptor}").Where(static line => line.Contains(" LEASE ", StringComparison.Ordinal))
                .Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[3]));
    }

    /// <summary>The system's file; null while it is not open.</summary>
    public LinuxFile? FileOf(MappedFile file) =>
        (LinuxFile?)((ProbeFile?)Cache.Engine.Files.ToArray().Single(entry => entry.Identity == file.Identity).Os)?.Inner;

    public void Dispose()
    {
        // A writer goes on a moment before the thread that has let it go comes to rest.
        Assert.That(SpinWait.SpinUntil(() => Cache.Engine.Files.CountOf(static file => file.Uses != 0) == 0, TimeSpan.FromSeconds(30)), "nobody is at work any more");
        Assert.That(Cache.Audit(), Is.Empty);
        Assert.That(KernelAudit.Of(Cache.Engine), Is.Empty);
        Cache.Dispose();
        Folder.Dispose();
    }
}
