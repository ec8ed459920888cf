using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace MappingCache.Tests.Schedules;

/// <summary>A recorded trace of requests: what was asked for, block by block, folded to windows.</summary>
/// <param name="FileName">The file that holds it, in the folder of traces.</param>
/// <param name="Fold">How many of its numbers make a window.</param>
internal sealed record Trace(string FileName, int Fold)
{
    /// <summary>Names the folder of traces, which are not part of the project.</summary>
    public const string Variable = "MAPPINGCACHE_TRACES";

    private const int BinaryRecord = 24;
    private const int BlockInRecord = 4;

    /// <summary>The windows that are asked for, numbered from 0 as they come up. Skips the test, and says why, when the trace is not to be had.</summary>
    public IEnumerable<int> Windows()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            throw new IgnoreException($"{FileName}: {Variable} does not name a folder of traces");
        }

        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new IgnoreException($"{path} is not there");
        }

        return Number(Requests(path));
    }

    public override string ToString() => FileName;

    private static IEnumerable<int> Number(IEnumerable<long> requests)
    {
        Dictionary<long, int> numbers = [];
        foreach (long request in requests)
        {
            if (!numbers.TryGetValue(request, out int number))
            {
                number = numbers.Count;
                numbers.Add(request, number);
            }

            yield return number;
        }
    }

    private IEnumerable<long> Requests(string path) => Path.GetExtension(path) switch
    {
        ".zst" => Lines(path),
        ".xz" => Ids(path),
        _ => Records(path),
    };

    // Lines of a first block, and how many follow it; the rest does not matter here.
    private IEnumerable<long> Lines(string path)
    {
        // The program ends when nobody reads on.
        using Process tool = Decompress("zstd", path);
        using StreamReader lines = tool.StandardOutput;
        while (lines.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ');
            long first = long.Parse(fields[0], CultureInfo.InvariantCulture);
            long end = first + long.Parse(fields[1], CultureInfo.InvariantCulture);
            for (long window = first / Fold; window * Fold < end; window++)
            {
                yield return window;
            }
        }
    }

    // Big-endian numbers of 4 bytes.
    private IEnumerable<long> Ids(string path)
    {
        using Process tool = Decompress("xz", path);
        using Stream ids = tool.StandardOutput.BaseStream;
        byte[] id = new byte[sizeof(int)];
        while (ids.ReadAtLeast(id, id.Length, throwOnEndOfStream: false) == id.Length)
        {
            yield return BinaryPrimitives.ReadInt32BigEndian(id) / Fold;
        }
    }

    // Little-endian records, in which the block follows the time.
    private IEnumerable<long> Records(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] record = new byte[BinaryRecord];
        while (file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length)
        {
            yield return BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(BlockInRecord)) / Fold;
        }
    }

    private static Process Decompress(string tool, string path)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(tool, ["-dcq", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        }
        catch (Win32Exception missing)
        {
            throw new IgnoreException($"{path} is read through the program {tool}, which is not installed", missing);
        }
    }
}
