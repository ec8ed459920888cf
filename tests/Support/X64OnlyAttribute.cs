using System.Runtime.InteropServices;

namespace MappingCache.Tests.Support;

/// <summary>Skips on other processors what is about x64 alone.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class X64OnlyAttribute(string reason) : SkipAttribute(RuntimeInformation.ProcessArchitecture != Architecture.X64, $"Only on x64: {reason}")
{
    public string Reason { get; } = reason;
}
