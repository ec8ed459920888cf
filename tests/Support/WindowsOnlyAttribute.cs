namespace MappingCache.Tests.Support;

/// <summary>Skips on other systems what is about Windows alone.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WindowsOnlyAttribute(string reason) : SkipAttribute(!OperatingSystem.IsWindows(), $"Only on Windows: {reason}")
{
    public string Reason { get; } = reason;
}
