namespace MappingCache.HitRatio.Policies;

/// <summary>The policies that there are.</summary>
internal static class PolicyCatalog
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<IPolicy> All { get; } = [.. Found.All<IPolicy>().OrderBy(static policy => policy.Kind)];

    /// <summary>The policy of a name, in any case; null if there is none.</summary>
    public static IPolicy? Find(string name) => All.FirstOrDefault(policy => policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
