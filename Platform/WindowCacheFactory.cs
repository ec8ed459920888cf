using MappingCache.Platform.Linux;

namespace MappingCache;

/// <summary>Makes caches for the running system. The only place that asks which one that is.</summary>
public static class WindowCacheFactory
{
    extension(WindowCache)
    {
        /// <summary>Creates a cache: reserves its addresses and takes its first slots.</summary>
        /// <param name="options">Sizes and policy; the defaults if null.</param>
        /// <returns>The cache, to be disposed.</returns>
        /// <exception cref="ArgumentException">An option is out of its range, or the machine does not allow it; the message names the limit and the remedy.</exception>
        /// <exception cref="MappingException">The system did not reserve the addresses.</exception>
        /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
        public static WindowCache Create(WindowCacheOptions? options = null)
        {
            options ??= new WindowCacheOptions();
            options = options with { ExposeMisuse = options.ExposeMisuse || IsMisuseExposed };
            CacheLayout layout = CreateLayout(options);
            IAddressSpace space = ReserveAtMost(ref layout, options.MaxSlots ?? layout.SlotCount);
            return new WindowCache(space, layout, options.Eviction, MaintenanceSettings.Of(options, new LinuxMemoryPressure()));
        }
    }

    // The variable that a program which cannot be changed is looked into with.
    private static bool IsMisuseExposed =>
        Environment.GetEnvironmentVariable("MAPPINGCACHE_EXPOSE_MISUSE") is { } value && (value == "1" || bool.TryParse(value, out bool on) && on);

    /// <summary>The sizes that options come to on this machine.</summary>
    internal static CacheLayout CreateLayout(WindowCacheOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("MappingCache runs on Linux.");
        }

        return CacheLayout.Resolve(options, MapAreaBudget.Process.ReadLimits());
    }

    /// <summary>The address space of this system for a layout.</summary>
    internal static IAddressSpace Reserve(CacheLayout layout) => ReserveAtMost(ref layout, layout.MaxSlots);

    /// <summary>The address space of this system for a layout, whose <see cref="CacheLayout.MaxSlots"/> is lowered to what there is, as long as that is enough.</summary>
    internal static IAddressSpace ReserveAtMost(ref CacheLayout layout, int enough)
    {
        while (true)
        {
            OsError error = LinuxAddressSpace.Reserve(layout, MapAreaBudget.Process, out LinuxAddressSpace? space);
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
}
