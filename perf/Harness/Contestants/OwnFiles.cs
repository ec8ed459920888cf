using System.Runtime.CompilerServices;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Contestants;

/// <summary>The files of a workload, open in a cache that has room for all of them. All strategies share it, as the parts of a program would.</summary>
internal sealed class OwnFiles : IDisposable
{
    private static readonly ConditionalWeakTable<TestFiles, OwnFiles> s_open = [];

    private readonly TestFiles _files;
    private readonly WindowCache _cache;
    private readonly MappedFile[] _mapped;
    private int _users;

    private OwnFiles(TestFiles files)
    {
        _files = files;
        Workload workload = files.Workload;
        int windows = workload.Files * ((workload.Size + WindowCacheOptions.DefaultWindowSize - 1) / WindowCacheOptions.DefaultWindowSize);
        _cache = WindowCache.Create(new WindowCacheOptions { SlotCount = windows > WindowCacheOptions.DefaultSlotCount ? windows : null });
        _mapped = [.. files.Paths.Select(path => _cache.Open(path))];
        if (!workload.IsCold)
        {
            Array.ForEach(_mapped, Map);
        }
    }

    public MappedFile this[int file] => _mapped[file];

    /// <summary>The files, opened by whoever wants them first.</summary>
    public static OwnFiles Of(TestFiles files)
    {
        OwnFiles open = s_open.GetValue(files, static files => new OwnFiles(files));
        open._users++;
        return open;
    }

    /// <summary>Unmaps everything.</summary>
    public void Forget() => _ = _cache.Trim();

    /// <summary>Closes them when the last user is gone.</summary>
    public void Dispose()
    {
        if (--_users == 0)
        {
            _ = s_open.Remove(_files);
            Array.ForEach(_mapped, static file => file.Dispose());
            _cache.Dispose();
        }
    }

    // What is hot is mapped from the first send on, as the C program's files are.
    private static void Map(MappedFile file)
    {
        for (long offset = 0; offset < file.Length; offset += WindowCacheOptions.DefaultWindowSize)
        {
            file.Acquire(offset).Dispose();
        }
    }
}
