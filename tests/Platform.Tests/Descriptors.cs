namespace MappingCache.Tests.Platform;

/// <summary>Descriptors that this process has open, as the kernel lists them.</summary>
internal static class Descriptors
{
    /// <summary>How many lead to a path of some kind.</summary>
    public static int Of(Predicate<string> which) =>
        Directory.GetFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget is { } path && which(path));
}
