namespace MappingCache.Tests.Support;

/// <summary>Skips what Windows can do and Wine cannot.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NotUnderWineAttribute(string reason) : SkipAttribute(Wine.IsRunning, $"Not under Wine: {reason}")
{
    public string Reason { get; } = reason;
}
