using System.Runtime.InteropServices;
using MappingCache.Platform;
using MappingCache.Platform.Linux;
using MappingCache.Platform.Windows;

namespace MappingCache;

/// <summary>Makes caches for the running system. The only place that asks which one that is.</summary>
public static class WindowCacheFactory
{
    // Windows 10 version 1803, which brought placeholders: ranges that only the one who reserved them can map into.
    private const int PlaceholderBuild = 17134;

    private static readonly Lazy<IPlatform> s_platform = new(
        static () => Choose(
            OperatingSystem.IsLinux() && Environment.Is64BitProcess,
            OperatingSystem.IsWindowsVersionAtLeast(10, 0, PlaceholderBuild) && Environment.Is64BitProcess),
        LazyThreadSafetyMode.PublicationOnly);

    extension(WindowCache)
    {
        /// <summary>Creates a cache: reserves its addresses and takes its first slots.</summary>
        /// <param name="options">Sizes and policy; the defaults if null.</param>
        /// <returns>The cache, to be disposed.</returns>
        /// <exception cref="ArgumentException">An option is out of its range, or the machine does not allow it; the message names the limit and the remedy.</exception>
        /// <exception cref="MappingException">The system did not reserve the addresses.</exception>
        /// <exception cref="PlatformNotSupportedException">The system is neither Linux nor Windows 10 version 1803 (Windows Server 2019) or later, or the process not a 64-bit one.</exception>
        public static WindowCache Create(WindowCacheOptions? options = null)
        {
            options ??= new WindowCacheOptions();
            options = options with { ExposeMisuse = options.ExposeMisuse || IsMisuseExposed };
            CacheLayout layout = CreateLayout(options);
            IAddressSpace space = ReserveAtMost(ref layout, options.MaxSlots ?? layout.SlotCount);
            return new WindowCache(space, layout, options.Eviction, MaintenanceSettings.Of(options, Platform.CreatePressure(), space.Traits.IdleTimeout));
        }
    }

    // The variable that a program which cannot be changed is looked into with.
    private static bool IsMisuseExposed =>
        Environment.GetEnvironmentVariable("MAPPINGCACHE_EXPOSE_MISUSE") is { } value && (value == "1" || bool.TryParse(value, out bool on) && on);

    /// <summary>The running system.</summary>
    private static IPlatform Platform => s_platform.Value;

    /// <summary>The sizes that options come to on this machine.</summary>
    internal static CacheLayout CreateLayout(WindowCacheOptions options) => CacheLayout.Resolve(options, Platform.ReadLimits());

    /// <summary>What sends through this system's sockets.</summary>
    internal static ISocketTransmitter CreateTransmitter() => Platform.CreateTransmitter();

    /// <summary>Whether this system has the event loops and sockets that a server of ours runs on.</summary>
    internal static bool HasEventLoops => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The address space of this system for a layout.</summary>
    internal static IAddressSpace Reserve(CacheLayout layout) => ReserveAtMost(ref layout, layout.MaxSlots);

    /// <summary>The address space of this system for a layout, whose <see cref="CacheLayout.MaxSlots"/> is lowered to what there is, as long as that is enough.</summary>
    internal static IAddressSpace ReserveAtMost(ref CacheLayout layout, int enough)
    {
        while (true)
        {
            OsError error = Platform.Reserve(layout, out IAddressSpace? space);
            if (space is not null)
            {
                return space;
            }

            if (layout.MaxSlots <= enough)
            {
                throw ErrorMessages.OnReserve(error, layout.ReservedBytes);
            }

            layout = layout with { MaxSlots = Math.Max(enough, layout.MaxSlots / 2) };
        }
    }

    /// <summary>The system's part.</summary>
    /// <exception cref="PlatformNotSupportedException">It is neither.</exception>
    internal static IPlatform Choose(bool isLinux, bool isWindowsWithPlaceholders) =>
        isLinux ? new LinuxPlatform()
        : isWindowsWithPlaceholders ? new WindowsPlatform()
        : throw new PlatformNotSupportedException(
            $"MappingCache runs in 64-bit processes on Linux, and on Windows 10 version 1803 (build {PlaceholderBuild}), Windows Server 2019 and later; this is {RuntimeInformation.ProcessArchitecture} on {Environment.OSVersion}.");
}
