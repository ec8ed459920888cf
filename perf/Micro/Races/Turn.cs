namespace MappingCache.Micro.Races;

/// <summary>One contender's part of a round.</summary>
/// <param name="Nanoseconds">For one operation of one thread; the mean of the threads.</param>
/// <param name="AllocatedBytes">Managed bytes that all threads allocated.</param>
internal readonly record struct Turn(double Nanoseconds, long AllocatedBytes);
