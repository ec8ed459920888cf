namespace MappingCache.Tests.Stress;

/// <summary>A broken twin: who claims a slot leaves the light bit in its entry, so that a light window may be held by an entry whose slot is on its way to another window.</summary>
internal readonly struct LeavesLightBit : ISchedulePoints
{
    // Longer than a thread needs to name an entry and to look at it again.
    private const int Turns = 200;

    public static bool Reached(SchedulePoint point)
    {
        if (point == SchedulePoint.ClearEntry)
        {
            // Nobody was seen to hold the slot, and its entry is there still: that is when it goes wrong.
            Thread.SpinWait(Turns);
        }

        return point != SchedulePoint.LightForbid;
    }
}
