using System.Globalization;
using System.Text;
using MappingCache.Harness.Parts;
using MappingCache.Harness.Running;
using MappingCache.Harness.Workloads;
using MappingCache.HitRatio;

namespace MappingCache.Harness.Http;

/// <summary>The folder that is served: a file of each size, and many whose popularity follows Zipf's law.</summary>
internal sealed class HttpFiles : IDisposable
{
    public const int MixFiles = 10_000;

    private const string MixFolder = "mix";
    private const double Skew = 1;
    private const int Draws = 50_000;

    // Sizes of the mix, evenly drawn: about 12 KiB on average, as pages and their parts have.
    private static readonly int[] s_mixSizes = [1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, 40 << 10];

    private readonly ScratchFolder _folder = new();

    /// <summary>Writes the files.</summary>
    /// <param name="sizes">Their sizes.</param>
    /// <param name="mixFiles">How many there are in the mix.</param>
    public HttpFiles(IEnumerable<int> sizes, int mixFiles = MixFiles)
    {
        Random random = new(Seed: 1);
        foreach (int size in sizes)
        {
            _ = _folder.Written(Path.Combine("files", NameOf(size)), size, random);
        }

        for (int number = 0; number < mixFiles; number++)
        {
            _ = _folder.Written(Path.Combine("files", MixFolder, Name(number)), s_mixSizes[random.Next(s_mixSizes.Length)], random);
        }

        Scratch = Directory.CreateDirectory(Path.Combine(_folder.Path, "scratch")).FullName;
        Certificate = new TestCertificate(Scratch);
        Script = Write("mix.lua", Drawn(mixFiles));
        TracedScript = TraceFolder.OfServer is { } trace ? Write("traced.lua", Traced(trace, mixFiles)) : null;
    }

    /// <summary>The folder to serve.</summary>
    public string Folder => Path.Combine(_folder.Path, "files");

    /// <summary>A folder for what servers write.</summary>
    public string Scratch { get; }

    /// <summary>What servers are known by over TLS.</summary>
    public TestCertificate Certificate { get; }

    /// <summary>wrk's script for the mix, by Zipf's law.</summary>
    public string Script { get; }

    /// <summary>The same in the order of a trace; null if there is none.</summary>
    public string? TracedScript { get; }

    /// <summary>The name of the file of a size.</summary>
    public static string NameOf(int size) => Workload.SizeText(size) + ".bin";

    public void Dispose() => _folder.Dispose();

    private static string Name(int number) => number.ToString("D5", CultureInfo.InvariantCulture) + ".bin";

    private static int[] Drawn(int mixFiles)
    {
        double[] sums = new double[mixFiles];
        double sum = 0;
        for (int rank = 0; rank < mixFiles; rank++)
        {
            sum += 1 / Math.Pow(rank + 1, Skew);
            sums[rank] = sum;
        }

        Random random = new(Seed: 2);
        int[] files = [.. Enumerable.Range(0, mixFiles)];
        random.Shuffle(files);
        return [.. Enumerable.Range(0, Draws).Select(_ => Array.BinarySearch(sums, random.NextDouble() * sum)).Select(at => files[at < 0 ? Math.Min(~at, mixFiles - 1) : at])];
    }

    // Keys of which there are more than files share them.
    private static int[] Traced(string trace, int mixFiles)
    {
        int[] requests = new TraceReader(format: null, windowSize: null).Read(trace).Requests;
        Dictionary<int, int> numbers = [];
        List<int> files = [];
        foreach (int key in requests.Take(Draws))
        {
            if (!numbers.TryGetValue(key, out int number))
            {
                number = numbers.Count;
                numbers.Add(key, number);
            }

            files.Add(number % mixFiles);
        }

        return [.. files];
    }

    // Made beforehand: the load is not to be busy with drawing.
    private string Write(string name, int[] files)
    {
        StringBuilder script = new("local paths = {\n");
        foreach (int file in files)
        {
            script.Append('"').Append(Name(file)).Append("\",\n");
        }

        script.Append(
            $$"""
            }
            local requests, next = {}, 0
            init = function()
              for i, path in ipairs(paths) do requests[i] = wrk.format("GET", "/{{MixFolder}}/" .. path) end
            end
            request = function()
              next = next % #requests + 1
              return requests[next]
            end

            """);
        string path = Path.Combine(Scratch, name);
        File.WriteAllText(path, script.ToString());
        return path;
    }
}
