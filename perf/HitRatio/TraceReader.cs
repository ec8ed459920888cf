using MappingCache.HitRatio.Formats;

namespace MappingCache.HitRatio;

/// <summary>Reads trace files.</summary>
/// <param name="format">Their format; null to tell it by each file's name and first bytes.</param>
/// <param name="windowSize">Bytes of the windows that blocks are folded to: a request then asks for each window that its blocks lie in, once. Null for a request a block.</param>
internal sealed class TraceReader(ITraceFormat? format, int? windowSize)
{
    private const int HeadBytes = 512;

    /// <summary>All formats.</summary>
    public static IReadOnlyList<ITraceFormat> Formats { get; } = Found.All<ITraceFormat>();

    /// <summary>Reads a file.</summary>
    /// <exception cref="TraceException">It cannot be read as a trace.</exception>
    public Trace Read(string path)
    {
        ITraceFormat known = format ?? Recognize(path);
        if (windowSize is not null && !known.HasBlocks)
        {
            throw new TraceException($"{path} is of the format '{known.Name}', which has keys and no blocks to fold to windows. Leave --window out, or read it in a run of its own.");
        }

        List<long> keys = [];
        using TraceFile file = TraceFile.Open(path);
        foreach (BlockRange range in known.Read(file.Bytes, path))
        {
            Add(keys, range, path);
        }

        file.Finish();
        return Trace.Of(TraceFile.NameOf(path), keys, known.HasBlocks);
    }

    private void Add(List<long> keys, BlockRange range, string path)
    {
        int blocks = (windowSize ?? BlockRange.BlockSize) / BlockRange.BlockSize;
        long first = range.First / blocks;
        long further = ((range.First + range.Count - 1) / blocks) - first;
        if (further >= Array.MaxLength - keys.Count)
        {
            throw new TraceException($"{path} makes more than {Array.MaxLength:N0} requests, for {range.Count:N0} blocks in one record. If it is of another format, name it with --format; else fold it with --window, or take a part of it.");
        }

        // Counted from the first: the last may be the greatest number that there is.
        for (long i = 0; i <= further; i++)
        {
            keys.Add(first + i);
        }
    }

    private static ITraceFormat Recognize(string path)
    {
        using TraceFile file = TraceFile.Open(path);
        byte[] head = new byte[HeadBytes];
        int read = file.Bytes.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        string name = TraceFile.NameOf(path);
        return Formats.FirstOrDefault(known => known.Suits(name, head.AsSpan(0, read)))
            ?? throw new TraceException($"Neither its name nor its first bytes tell what format {path} is of. Name it with --format: {string.Join(", ", Formats.Select(static known => known.Name))}.");
    }
}
