namespace MappingCache.Tests.HitRatio;

/// <summary>Hit ratios of a trace that were measured by other programs than ours, in percent. LRU on OLTP is also what BitFaster.Caching publishes.</summary>
/// <param name="Trace">The trace's file.</param>
/// <param name="WindowSize">Bytes of the windows that its blocks are folded to; null for a request a block.</param>
/// <param name="Slots">The size of the cache: a tenth of a percent, one percent or ten of the different keys.</param>
/// <param name="Lru">LRU.</param>
/// <param name="Fifo">FIFO.</param>
/// <param name="Clock">CLOCK with two bits.</param>
/// <param name="Sieve">SIEVE.</param>
/// <param name="S3Fifo">S3-FIFO, of which there are several readings.</param>
/// <param name="Opt">Belady's optimum.</param>
public sealed record PublishedFigure(
    string Trace, int? WindowSize, int Slots, double Lru, double Fifo, double Clock, double Sieve, double S3Fifo, double Opt)
{
    private const string Oltp = "OLTP.lis.zst";
    private const string P6 = "P6.lis.zst";
    private const string CloudPhysics = "cloudPhysicsIO.oracleGeneral.bin";
    private const int Window = 64 * 1024;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedFigure> All { get; } =
    [
        new(Oltp, null, 187, 13.77, 12.93, 14.30, 9.10, 17.71, 35.01),
        new(Oltp, null, 1_869, 41.64, 36.59, 43.09, 40.30, 46.27, 59.76),
        new(Oltp, null, 18_688, 66.52, 63.34, 67.31, 66.66, 67.20, 76.21),
        new(P6, Window, 10, 40.15, 39.76, 39.61, 38.16, 30.86, 49.88),
        new(P6, Window, 98, 54.87, 54.60, 54.05, 52.19, 48.06, 64.80),
        new(P6, Window, 979, 71.58, 71.30, 73.83, 74.60, 75.70, 87.69),
        new(CloudPhysics, Window, 19, 45.99, 45.55, 45.97, 41.54, 28.25, 50.79),
        new(CloudPhysics, Window, 194, 53.93, 53.51, 53.60, 52.21, 52.69, 58.93),
        new(CloudPhysics, Window, 1_936, 60.10, 59.99, 59.94, 59.10, 62.24, 70.98),
    ];
}
