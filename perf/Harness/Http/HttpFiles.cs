using System.Globalization;
using System.Text;
using MappingCache.Harness.Parts;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Http;

/// <summary>The folder that is served: a file of each size, and many whose popularity follows Zipf's law.</summary>
internal sealed class HttpFiles : IDisposable
{
    public const int MixFiles = 10_000;

    private const string MixFolder = "mix";
    private const double Skew = 1;

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
        Script = Path.Combine(Scratch, "mix.lua");
        File.WriteAllText(Script, WriteScript(mixFiles));
    }

    /// <summary>The folder to serve.</summary>
    public string Folder => Path.Combine(_folder.Path, "files");

    /// <summary>A folder for what servers write.</summary>
    public string Scratch { get; }

    /// <summary>What servers are known by over TLS.</summary>
    public TestCertificate Certificate { get; }

    /// <summary>wrk's script for the mix.</summary>
    public string Script { get; }

    /// <summary>The name of the file of a size.</summary>
    public static string NameOf(int size) => Workload.SizeText(size) + ".bin";

    public void Dispose() => _folder.Dispose();

    private static string Name(int number) => number.ToString("D5", CultureInfo.InvariantCulture) + ".bin";

    // The requests of a few thousand draws, made beforehand: the load is not to be busy with drawing.
    private static string WriteScript(int mixFiles)
    {
        const int Draws = 50_000;
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
        StringBuilder script = new("local paths = {\n");
        for (int draw = 0; draw < Draws; draw++)
        {
            int at = Array.BinarySearch(sums, random.NextDouble() * sum);
            script.Append('"').Append(Name(files[at < 0 ? Math.Min(~at, mixFiles - 1) : at])).Append("\",\n");
        }

        return script.Append(
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

            """).ToString();
    }
}
