using MappingCache.Tests.Support;

namespace MappingCache.Tests.HitRatio;

/// <summary>Skips what needs the published traces, which are not part of the project, unless a folder of them is named.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithTracesAttribute() : SkipAttribute(
    Folder is null, $"Needs the traces OLTP.lis.zst, P6.lis.zst, cloudPhysicsIO.oracleGeneral.bin and web07.trace.xz: set {Variable} to their folder")
{
    private const string Variable = "MAPPINGCACHE_TRACES";

    /// <summary>The folder; null if none is named.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
