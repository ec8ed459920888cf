using System.Globalization;
using System.Numerics;

namespace MappingCache;

/// <summary>The sizes and limits that a cache is built with: its options, checked against the machine.</summary>
/// <param name="WindowSize">Bytes of a window; a power of two.</param>
/// <param name="SlotCount">Slots at start.</param>
/// <param name="InitialSlots">Slots taken at start, and the size of the chunks after them.</param>
/// <param name="Notices">What was lowered, and why.</param>
internal sealed record CacheLayout(int WindowSize, int SlotCount, int InitialSlots, IReadOnlyList<string> Notices)
{
    /// <summary>A mapped slot takes one map area, and parts the reservation around it, which takes another.</summary>
    public const int MapAreasPerSlot = 2;

    private const int MaxWindowSize = 1 << 30;

    // Addresses are plentiful, and slots cheap until they are taken; four times leaves room to be wrong about SlotCount.
    private const int MaxSlotsFactor = 4;

    // Fewer than a program holds that does not give back what it has done with.
    private const int MisuseSlots = 4;

    private static readonly TimeSpan s_minTime = TimeSpan.FromMilliseconds(1);

    // What a timer takes.
    private static readonly TimeSpan s_maxTime = TimeSpan.FromDays(49);

    /// <summary>Slots that there are addresses for.</summary>
    public int MaxSlots { get; init; } = SlotCount;

    /// <summary>Most bytes of file content that stay mapped.</summary>
    public long MaxMappedBytes { get; init; } = long.MaxValue;

    /// <summary>Most files without handles that stay known.</summary>
    public int MaxFiles { get; init; } = int.MaxValue;

    /// <summary>Most descriptors that stay open.</summary>
    public int MaxDescriptors { get; init; } = int.MaxValue;

    /// <summary>Light windows that a thread may hold at once.</summary>
    public int LightReserve { get; init; } = WindowCacheOptions.DefaultLightReserve;

    /// <summary>Which windows are read instead of mapped.</summary>
    public CopyMode Copy { get; init; } = CopyMode.WhenNeeded;

    /// <summary>Whether reading goes on when a page cannot be had.</summary>
    public bool SurvivesFaults { get; init; } = true;

    /// <summary>Whether leases are taken on files.</summary>
    public FileLeaseMode FileLeases { get; init; } = FileLeaseMode.Off;

    /// <summary>Is told of misuse, which is to be exposed; null if it is not.</summary>
    public Action<string>? OnMisuse { get; init; }

    /// <summary>log2 of the window size.</summary>
    public int WindowShift => BitOperations.Log2((uint)WindowSize);

    /// <summary>Bytes of the reservation.</summary>
    public long ReservedBytes => (long)MaxSlots * WindowSize;

    /// <summary>Checks options against the machine and fills in what was left open.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the machine does not allow what was asked for; the message names the limit and the remedy.</exception>
    public static CacheLayout Resolve(WindowCacheOptions options, MachineLimits limits)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> notices = [];
        if (options.ExposeMisuse)
        {
            options = MisuseLayout(options, limits, notices);
        }

        CheckSizes(options, limits);
        CheckRunning(options, limits);
        int size = options.WindowSize;
        int slots = options.SlotCount ?? Math.Min(WindowCacheOptions.DefaultSlotCount, options.MaxSlots ?? int.MaxValue);
        slots = Fit(slots, limits.MapAreas / MapAreasPerSlot,
            $"each slot takes up to {MapAreasPerSlot} map areas, and {limits.MapAreas:N0} are free ({limits.MapAreasRemedy})");

        // One window more is reserved for a moment, to align the range.
        long? addresses = (limits.AddressBytes - size) / size;
        FormattableString noAddresses = $"each slot takes {size:N0} bytes of addresses, and {limits.AddressBytes:N0} are free ({limits.AddressRemedy})";
        slots = Fit(slots, addresses, noAddresses);
        if (options.MaxSlots > addresses)
        {
            throw Refuse(nameof(options.MaxSlots), $"MaxSlots is {options.MaxSlots:N0}, but this machine allows {addresses:N0}: {noAddresses.ToString(CultureInfo.InvariantCulture)}.");
        }

        long most = Math.Min(options.MaxSlots ?? (long)slots * MaxSlotsFactor, addresses ?? long.MaxValue);
        return new CacheLayout(size, slots, Math.Min(options.InitialSlots, slots), notices)
        {
            MaxSlots = (int)Math.Min(most, DirectoryEntry.MaxSlots),
            MaxMappedBytes = options.MaxMappedBytes ?? long.MaxValue,
            LightReserve = options.LightReserve,
            Copy = options.Copy,
            SurvivesFaults = options.SurvivesFaults,
            FileLeases = options.FileLeases,
            OnMisuse = options.ExposeMisuse ? options.OnMisuse ?? Console.Error.WriteLine : null,
            MaxFiles = options.MaxFiles ?? int.MaxValue,
            MaxDescriptors = options.MaxDescriptors ?? Math.Max(1, limits.Descriptors / 2 ?? int.MaxValue),
        };

        int Fit(int wanted, long? allowed, FormattableString why)
        {
            if (allowed is null || wanted <= allowed)
            {
                return wanted;
            }

            string reason = why.ToString(CultureInfo.InvariantCulture);
            if (options.SlotCount is not null || allowed < 1)
            {
                throw Refuse(nameof(options.SlotCount), $"SlotCount is {wanted:N0}, but this machine allows {allowed:N0}: {reason}.");
            }

            notices.Add(string.Create(CultureInfo.InvariantCulture, $"SlotCount was lowered from {wanted:N0} to {allowed:N0}: {reason}."));
            return (int)allowed;
        }
    }

    private static void CheckSizes(WindowCacheOptions options, MachineLimits limits)
    {
        int size = options.WindowSize;
        if (size < limits.PageSize || size > MaxWindowSize || !BitOperations.IsPow2(size))
        {
            throw Refuse(nameof(options.WindowSize),
                $"WindowSize is {size:N0}; it must be a power of two from the page size ({limits.PageSize:N0} bytes) to {MaxWindowSize:N0}. {WindowCacheOptions.DefaultWindowSize:N0} is a good choice.");
        }

        if (!Enum.IsDefined(options.Eviction))
        {
            throw Refuse(nameof(options.Eviction), $"Eviction is {options.Eviction}; choose {string.Join(" or ", Enum.GetNames<EvictionKind>())}.");
        }

        if (!Enum.IsDefined(options.Copy))
        {
            throw Refuse(nameof(options.Copy), $"Copy is {options.Copy}; choose {string.Join(", ", Enum.GetNames<CopyMode>())}.");
        }

        if (!Enum.IsDefined(options.FileLeases))
        {
            throw Refuse(nameof(options.FileLeases), $"FileLeases is {options.FileLeases}; choose {string.Join(" or ", Enum.GetNames<FileLeaseMode>())}.");
        }

        if (options.InitialSlots < 1)
        {
            throw Refuse(nameof(options.InitialSlots), $"InitialSlots is {options.InitialSlots:N0}; it must be at least 1.");
        }

        CheckLightReserve(options.LightReserve, nameof(options.LightReserve));
        if (options.SlotCount is < 1 or > DirectoryEntry.MaxSlots)
        {
            throw Refuse(nameof(options.SlotCount), $"SlotCount is {options.SlotCount:N0}; it must be from 1 to {DirectoryEntry.MaxSlots:N0}.");
        }

        if (options.MaxSlots is < 1 or > DirectoryEntry.MaxSlots || options.MaxSlots < options.SlotCount)
        {
            throw Refuse(nameof(options.MaxSlots), $"MaxSlots is {options.MaxSlots:N0}; it must be from SlotCount ({options.SlotCount ?? 1:N0}) to {DirectoryEntry.MaxSlots:N0}.");
        }
    }

    private static void CheckRunning(WindowCacheOptions options, MachineLimits limits)
    {
        if (options.MaxMappedBytes < options.WindowSize)
        {
            throw Refuse(nameof(options.MaxMappedBytes), $"MaxMappedBytes is {options.MaxMappedBytes:N0}; it must be at least one window ({options.WindowSize:N0} bytes).");
        }

        if (options.MaxFiles < 0)
        {
            throw Refuse(nameof(options.MaxFiles), $"MaxFiles is {options.MaxFiles:N0}; it must be 0 or more.");
        }

        if (options.MaxDescriptors < 1 || options.MaxDescriptors > limits.Descriptors)
        {
            throw Refuse(nameof(options.MaxDescriptors), $"MaxDescriptors is {options.MaxDescriptors:N0}; it must be from 1 to what the process may open ({limits.Descriptors:N0}; on Linux: ulimit -n).");
        }

        CheckTime(nameof(options.IdleTimeout), options.IdleTimeout is { } idle && idle != Timeout.InfiniteTimeSpan ? idle : s_maxTime);
        CheckTime(nameof(options.MaintenanceInterval), options.MaintenanceInterval == Timeout.InfiniteTimeSpan ? s_maxTime : options.MaintenanceInterval);
    }

    private static void CheckTime(string option, TimeSpan time)
    {
        if (time < s_minTime || time > s_maxTime)
        {
            throw Refuse(option, $"{option} is {time}; it must be from {s_minTime} to {s_maxTime}.");
        }
    }

    /// <summary>Checks a number of light windows that a thread may hold.</summary>
    /// <exception cref="ArgumentException">It is out of its range.</exception>
    public static void CheckLightReserve(int reserve, string name)
    {
        if (reserve is < 0 or > ThreadRecord.MaxPlaces)
        {
            throw Refuse(name, $"LightReserve is {reserve:N0}; it must be from 0 to {ThreadRecord.MaxPlaces:N0}. {WindowCacheOptions.DefaultLightReserve:N0} is a good choice.");
        }
    }

    // The smallest windows and few slots, so that whatever leans on more than it was given soon finds nothing there.
    private static WindowCacheOptions MisuseLayout(WindowCacheOptions options, MachineLimits limits, List<string> notices)
    {
        notices.Add(string.Create(CultureInfo.InvariantCulture, $"Misuse is exposed: windows have {limits.PageSize:N0} bytes, there are {MisuseSlots} slots, a window is unmapped with its last release, and every lease records its stack. Slow, and nothing to measure."));
        return options with { WindowSize = limits.PageSize, SlotCount = MisuseSlots, MaxSlots = null, LightReserve = 0 };
    }

    private static ArgumentException Refuse(string option, FormattableString message) =>
        new(message.ToString(CultureInfo.InvariantCulture), option);
}
