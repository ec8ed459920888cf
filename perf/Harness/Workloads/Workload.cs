using System.Globalization;
using System.Text.Json.Serialization;

namespace MappingCache.Harness.Workloads;

/// <summary>What is sent again and again.</summary>
/// <param name="Size">Bytes of each file.</param>
/// <param name="Bundle">Files that one send carries.</param>
/// <param name="Files">Different files.</param>
/// <param name="Threads">Senders at once, each over a connection of its own.</param>
/// <param name="IsCold">Whether the files are out of the page cache before they are sent. Then a turn sends each file once.</param>
internal sealed record Workload(int Size, int Bundle, int Files, int Threads, bool IsCold)
{
    /// <summary>Bytes that every send carries in front of its files.</summary>
    public const int HeaderSize = 200;

    // A prime that divides no number of files in use, so that the walk comes by every file before it begins anew.
    private const int Stride = 7919;

    [JsonIgnore]
    public long BytesPerSend => HeaderSize + ((long)Size * Bundle);

    /// <summary>What it is called: 4K-hot, 1Kx16-hot, 64K-cold-2t, 1K-hot-10000f.</summary>
    public string Name =>
        SizeText(Size)
        + (Bundle > 1 ? string.Create(CultureInfo.InvariantCulture, $"x{Bundle}") : "")
        + (IsCold ? "-cold" : "-hot")
        + (Files > Bundle && !IsCold ? string.Create(CultureInfo.InvariantCulture, $"-{Files}f") : "")
        + (Threads > 1 ? string.Create(CultureInfo.InvariantCulture, $"-{Threads}t") : "");

    /// <summary>Sends that come by every file once.</summary>
    [JsonIgnore]
    public int SendsPerPass => Files / Bundle;

    /// <summary>The file that a send carries at a place.</summary>
    /// <param name="which">The send's number, 0 or more.</param>
    /// <param name="place">The place in the bundle.</param>
    public int FileOf(int which, int place) => (int)((((long)which * Bundle) + place) * Stride % Files);

    /// <summary>Bytes as they are written in options: 1K, 16M, 1500.</summary>
    public static string SizeText(int size) =>
        size % (1 << 20) == 0 ? string.Create(CultureInfo.InvariantCulture, $"{size >> 20}M")
        : size % (1 << 10) == 0 ? string.Create(CultureInfo.InvariantCulture, $"{size >> 10}K")
        : size.ToString(CultureInfo.InvariantCulture);
}
