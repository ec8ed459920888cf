using System.Runtime.CompilerServices;
using MappingCache.Harness.Workloads;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Harness.Contestants;

/// <summary>Open handles of all files of a workload. Those who keep the same files open share them, since a process may not open so many.</summary>
internal sealed class OpenFiles : IDisposable
{
    private static readonly ConditionalWeakTable<TestFiles, OpenFiles> s_open = [];

    private readonly SafeFileHandle[] _handles;
    private readonly TestFiles _files;
    private int _users;

    private OpenFiles(TestFiles files)
    {
        _files = files;
        _handles = [.. files.Paths.Select(static path => File.OpenHandle(path))];
    }

    public SafeFileHandle this[int file] => _handles[file];

    /// <summary>The handles, opened by whoever wants them first.</summary>
    public static OpenFiles Of(TestFiles files)
    {
        OpenFiles open = s_open.GetValue(files, static files => new OpenFiles(files));
        open._users++;
        return open;
    }

    /// <summary>Closes them when the last user is gone.</summary>
    public void Dispose()
    {
        if (--_users == 0)
        {
            _ = s_open.Remove(_files);
            Array.ForEach(_handles, static handle => handle.Dispose());
        }
    }
}
