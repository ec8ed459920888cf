using MappingCache.Tests.Support;

namespace MappingCache.Tests.Schedules;

/// <summary>How large everything is that commands are done to: small enough for all of it to meet.</summary>
internal static class Sizes
{
    public const int Files = 2;
    public const int Windows = 6;
    public const int Slots = 4;
    public const int MaxSlots = 6;

    // A file ends in the middle of a window, and then at its end, by turns.
    public const int Growth = TestCache.WindowSize / 2;
    public const int FirstLength = (3 * TestCache.WindowSize) + Growth;
    public const int MostLength = Windows * TestCache.WindowSize;
}
