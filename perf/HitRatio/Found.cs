namespace MappingCache.HitRatio;

/// <summary>Everything of one kind that this program has: what implements it and can be made without being told anything. So another one joins by its file alone.</summary>
internal static class Found
{
    /// <summary>One object of each class that is of a kind, in the order of their names.</summary>
    public static IReadOnlyList<T> All<T>() =>
    [
        .. typeof(T).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (T)Activator.CreateInstance(type)!),
    ];
}
