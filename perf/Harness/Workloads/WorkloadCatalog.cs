namespace MappingCache.Harness.Workloads;

/// <summary>Which workloads a run is made of.</summary>
internal static class WorkloadCatalog
{
    public const int ManyFiles = 10_000;

    private const int ManyFilesStep = 1000;

    public const int BundleFiles = 16;
    public const int BundleSize = 1 << 10;

    // What a folder of many files may come to, and how much a cold turn reads from the disk.
    private const long MaxFolder = 1L << 30;
    private const long ColdBytes = 64L << 20;
    private const int MinColdFiles = 8;
    private const int MaxColdFiles = 512;

    public static IReadOnlyList<int> DefaultSizes { get; } =
        [1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 16 << 20];

    public static IReadOnlyList<int> QuickSizes { get; } = [1 << 10, 4 << 10, 64 << 10, 256 << 10, 1 << 20];

    /// <summary>Makes the workloads: every size hot on every number of threads, and on one thread from many files and from cold ones; and the bundles.</summary>
    /// <param name="sizes">Bytes of a file.</param>
    /// <param name="threads">Senders at once.</param>
    /// <param name="oneFile">Whether to send one file over and over.</param>
    /// <param name="manyFiles">Whether to send many hot ones.</param>
    /// <param name="cold">Whether to send cold ones.</param>
    public static IReadOnlyList<Workload> Create(
        IReadOnlyList<int> sizes, IReadOnlyList<int> threads, bool oneFile, bool manyFiles, bool cold)
    {
        List<Workload> workloads = [];
        if (oneFile)
        {
            workloads.AddRange(threads.SelectMany(count => sizes.Select(size => new Workload(size, 1, 1, count, IsCold: false))));
            if (sizes.Contains(BundleSize))
            {
                workloads.AddRange(threads.Select(count => new Workload(BundleSize, BundleFiles, BundleFiles, count, IsCold: false)));
            }
        }

        if (manyFiles)
        {
            // Both the cache and a rival of it keep all of them open.
            int files = Math.Clamp(DescriptorLimit.FilesOpenTwice() / ManyFilesStep * ManyFilesStep, ManyFilesStep, ManyFiles);
            workloads.AddRange(sizes.Where(static size => (long)size * ManyFiles <= MaxFolder)
                .Select(size => new Workload(size, 1, files, threads[0], IsCold: false)));
        }

        if (cold)
        {
            workloads.AddRange(sizes.Select(size => new Workload(size, 1, ColdFiles(size), threads[0], IsCold: true)));
        }

        return workloads;
    }

    private static int ColdFiles(int size) => (int)Math.Clamp(ColdBytes / size, MinColdFiles, MaxColdFiles);
}
