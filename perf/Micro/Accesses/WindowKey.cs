namespace MappingCache.Micro.Accesses;

/// <summary>What the rivals look windows up by. The hash that the compiler makes of it is a cheap one, and spreads consecutive windows perfectly.</summary>
internal readonly record struct WindowKey(long File, long Window);
