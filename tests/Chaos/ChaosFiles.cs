using MappingCache.Tests.Support;

namespace MappingCache.Tests.Chaos;

/// <summary>The files of a run and their history. The folder that is served, and one beside it for files that are to be renamed into it.</summary>
internal sealed class ChaosFiles : IDisposable
{
    /// <summary>The name of the history's file.</summary>
    public const string HistoryName = "history";

    private readonly TempFolder? _owned;

    private ChaosFiles(string root, TempFolder? owned, int count)
    {
        _owned = owned;
        Root = root;
        Served = Directory.CreateDirectory(Path.Combine(root, "served")).FullName;
        History = new ChaosHistory(Path.Combine(root, HistoryName), count);
    }

    /// <summary>The folder of it all.</summary>
    public string Root { get; }

    /// <summary>The folder of the files.</summary>
    public string Served { get; }

    public ChaosHistory History { get; }

    public int Count => History.Files;

    /// <summary>Makes a folder for so many files; they are made by their writers.</summary>
    public static ChaosFiles Create(int count)
    {
        TempFolder folder = new();
        return new ChaosFiles(folder.Path, folder, count);
    }

    /// <summary>Shares what another process has created.</summary>
    public static ChaosFiles Share(string root, int count) => new(root, owned: null, count);

    /// <summary>A file's name in the served folder.</summary>
    public static string NameOf(int file) => $"{file:D3}.bin";

    public string PathOf(int file) => Path.Combine(Served, NameOf(file));

    /// <summary>Where a file is written that is to be renamed.</summary>
    public string ReplacementOf(int file) => Path.Combine(Root, $"{NameOf(file)}.new");

    public void Dispose()
    {
        History.Dispose();
        _owned?.Dispose();
    }
}
