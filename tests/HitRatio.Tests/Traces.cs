using System.Collections.Concurrent;
using MappingCache.HitRatio;

namespace MappingCache.Tests.HitRatio;

/// <summary>Traces that tests go through.</summary>
internal static class Traces
{
    private static readonly ConcurrentDictionary<(string Name, int? Window), Trace> s_published = new();

    /// <summary>A trace of the folder that is named by the environment; read once.</summary>
    public static Trace Published(string name, int? windowSize) => s_published.GetOrAdd(
        (name, windowSize), static of => new TraceReader(format: null, of.Window).Read(Path.Combine(WithTracesAttribute.Folder!, of.Name)));

    /// <summary>Requests for keys of which some are asked for more often than others, and none follows another.</summary>
    public static Trace Random(Random random, int requests, int keys) =>
        Trace.Of("random", [.. Enumerable.Range(0, requests).Select(_ => (long)(keys * random.NextDouble() * random.NextDouble()))], areAddresses: false);

    /// <summary>A generator whose seed is printed.</summary>
    public static Random NewRandom()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
