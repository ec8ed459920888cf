namespace MappingCache.Harness;

/// <summary>The working tree that the program was built from, wherever it is started.</summary>
internal static class Tree
{
    private const string Mark = "MappingCache.sln";

    /// <summary>Its folder, or the current one where the program was taken out of its tree.</summary>
    public static string Root { get; } = Find() ?? Environment.CurrentDirectory;

    /// <summary>The folder of a run's results: one that is named, or the one of a commit.</summary>
    public static string ResultsOf(string nameOrFolder) =>
        Directory.Exists(nameOrFolder) ? nameOrFolder : Path.Combine(Root, "perf", "results", nameOrFolder);

    private static string? Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Mark)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
