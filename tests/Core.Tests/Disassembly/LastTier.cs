using System.Diagnostics.Tracing;

namespace MappingCache.Tests.Disassembly;

/// <summary>Tells when the JIT has compiled methods for good, as the runtime's own events say.</summary>
/// <param name="type">Their type.</param>
/// <param name="methods">Their names.</param>
internal sealed class LastTier(Type type, string[] methods) : EventListener
{
    private const EventKeywords Jit = (EventKeywords)0x10;
    private const int Flags = 5;
    private const int Namespace = 6;
    private const int Name = 7;

    // Where MethodLoadVerbose has the tier among its flags, and the tier that nothing comes after.
    private const int TierShift = 7;
    private const uint TierMask = 7;
    private const uint Tier1 = 4;

    private readonly HashSet<string> _left = [.. methods];
    private volatile bool _isReached;

    /// <summary>Whether it has.</summary>
    public bool IsReached => _isReached;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) == true
            && eventData.Payload is { } load
            && load[Namespace] as string == type.FullName
            && ((uint)load[Flags]! >> TierShift & TierMask) == Tier1)
        {
            lock (_left)
            {
                _ = _left.Remove((string)load[Name]!);
                _isReached = _left.Count == 0;
            }
        }
    }
}
