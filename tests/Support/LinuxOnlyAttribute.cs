namespace MappingCache.Tests.Support;

/// <summary>Skips on other systems what is about Linux alone.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class LinuxOnlyAttribute(string reason) : SkipAttribute(!OperatingSystem.IsLinux(), $"Only on Linux: {reason}")
{
    public string Reason { get; } = reason;
}
