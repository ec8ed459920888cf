using System.Globalization;
using System.Numerics;

namespace MappingCache;

/// <summary>The sizes that a cache is built with: its options, checked against the machine.</summary>
/// <param name="WindowSize">Bytes of a window; a power of two.</param>
/// <param name="SlotCount">Slots.</param>
/// <param name="InitialSlots">Slots taken at start, and the size of the chunks after them.</param>
/// <param name="Notices">What was lowered, and why.</param>
internal sealed record CacheLayout(int WindowSize, int SlotCount, int InitialSlots, IReadOnlyList<string> Notices)
{
    /// <summary>A mapped slot takes one map area, and parts the reservation around it, which takes another.</summary>
    public const int MapAreasPerSlot = 2;

    private const int MaxWindowSize = 1 << 30;

    /// <summary>Which windows are read instead of mapped.</summary>
    public CopyMode Copy { get; init; } = CopyMode.WhenNeeded;

    /// <summary>log2 of the window size.</summary>
    public int WindowShift => BitOperations.Log2((uint)WindowSize);

    /// <summary>Bytes of the reservation.</summary>
    public long ReservedBytes => (long)SlotCount * WindowSize;

    /// <summary>Checks options against the machine and fills in what was left open.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the machine does not allow what was asked for; the message names the limit and the remedy.</exception>
    public static CacheLayout Resolve(WindowCacheOptions options, MachineLimits limits)
    {
        ArgumentNullException.ThrowIfNull(options);
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

        if (options.InitialSlots < 1)
        {
            throw Refuse(nameof(options.InitialSlots), $"InitialSlots is {options.InitialSlots:N0}; it must be at least 1.");
        }

        if (options.SlotCount is < 1 or > DirectoryEntry.MaxSlots)
        {
            throw Refuse(nameof(options.SlotCount), $"SlotCount is {options.SlotCount:N0}; it must be from 1 to {DirectoryEntry.MaxSlots:N0}.");
        }

        int slots = options.SlotCount ?? WindowCacheOptions.DefaultSlotCount;
        List<string> notices = [];
        slots = Fit(slots, limits.MapAreas / MapAreasPerSlot,
            $"each slot takes up to {MapAreasPerSlot} map areas, and {limits.MapAreas:N0} are free ({limits.MapAreasRemedy})");
        // One window more is reserved for a moment, to align the range.
        slots = Fit(slots, (limits.AddressBytes - size) / size,
            $"each slot takes {size:N0} bytes of addresses, and {limits.AddressBytes:N0} are free ({limits.AddressRemedy})");
        return new CacheLayout(size, slots, Math.Min(options.InitialSlots, slots), notices) { Copy = options.Copy };

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

    private static ArgumentException Refuse(string option, FormattableString message) =>
        new(message.ToString(CultureInfo.InvariantCulture), option);
}
