namespace MappingCache;

/// <summary>What a <see cref="PeriodicRun"/> runs.</summary>
internal interface IPeriodic
{
    void Run();
}
