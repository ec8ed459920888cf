namespace MappingCache.Tests.Stress;

/// <summary>What a changing thread does to a cache that others use.</summary>
internal enum ChangeStep
{
    Resize,
    Trim,
    Invalidate,
    SweepIdle,
    Maintain,
}
