namespace MappingCache.Harness.Mapping;

/// <summary>Something that puts one window of a file in another one's place.</summary>
internal interface IRemapper : IDisposable
{
    string Name { get; }

    /// <summary>Remaps on each of its threads.</summary>
    /// <param name="remaps">How many times a thread does it.</param>
    /// <returns>Nanoseconds for one, on average.</returns>
    double Run(int remaps);

    /// <summary>Why its figures mean something else than they should; null if they do not.</summary>
    string? Complaint();
}
