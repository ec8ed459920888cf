using System.Diagnostics;
using System.Reflection;

namespace MappingCache.Tests.Support;

/// <summary>Skips in a Debug build what is about the code that the JIT makes when it may optimize.</summary>
/// <param name="measured">A type of the assembly that it is about.</param>
/// <param name="reason">What a Debug build does otherwise.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OptimizedOnlyAttribute(Type measured, string reason)
    : SkipAttribute(measured.Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }, $"Only in a Release build: {reason}")
{
    public Type Measured { get; } = measured;

    public string Reason { get; } = reason;
}
