namespace MappingCache.AspNetCore;

/// <summary>Opens files before anybody asks for them, maps their windows and has them read.</summary>
internal sealed class FolderWarmUp(ServedFolder folder, WindowCache cache, OpenFiles files, MappedFilesOptions options)
{
    // More would take the place of those that were just mapped.
    private long _bytesLeft = options.WarmUpLimit;
    private int _windowsLeft = cache.SlotCount;

    private bool IsOver => _bytesLeft <= 0 || _windowsLeft <= 0;

    /// <summary>Does it.</summary>
    public void Run()
    {
        foreach (string name in options.WarmUp)
        {
            // The options take no other names.
            _ = RequestPath.TryParse(name, out RequestPath path);
            foreach (RequestPath file in FilesOf(path).TakeWhile(_ => !IsOver))
            {
                Read(file);
            }
        }
    }

    private IEnumerable<RequestPath> FilesOf(RequestPath path)
    {
        if (folder.FindDirectory(path) is not { } directory)
        {
            yield return path;
            yield break;
        }

        // Links are left out: they lead to what is found anyway, or in circles.
        EnumerationOptions all = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        FileSystemInfo[] entries = new DirectoryInfo(directory).GetFileSystemInfos("*", all);
        foreach (FileSystemInfo entry in entries.OrderBy(static entry => entry.Name, StringComparer.Ordinal).Where(static entry => RequestPath.IsPlainName(entry.Name)))
        {
            RequestPath below = path.Append(entry.Name);
            if (entry is not DirectoryInfo)
            {
                yield return below;
                continue;
            }

            foreach (RequestPath file in FilesOf(below))
            {
                yield return file;
            }
        }
    }

    private void Read(RequestPath path)
    {
        try
        {
            if (!files.TryGet(path.Value, out ServedFile? file, out _, out _))
            {
                return;
            }

            try
            {
                foreach (Representation representation in file.Representations)
                {
                    Read(representation);
                }
            }
            finally
            {
                file.Release();
            }
        }
        catch (MappingException)
        {
            // Whoever asks for it will be told.
        }
    }

    private void Read(Representation representation)
    {
        for (long offset = 0; offset < representation.Length && !IsOver; offset += cache.WindowSize)
        {
            if (!representation.File.TryAcquire(offset, out Window window))
            {
                return;
            }

            using (window)
            {
                _bytesLeft -= window.Length;
                _windowsLeft--;
            }
        }
    }
}
