using System.Diagnostics.CodeAnalysis;

namespace MappingCache.AspNetCore;

/// <summary>Opens what a request names: a file, or the default document of a directory, with the siblings that hold it compressed. Immutable.</summary>
/// <param name="folder">The folder.</param>
/// <param name="cache">Opens files, and none that leads out of the folder.</param>
/// <param name="options">Which documents and siblings, and content types.</param>
internal sealed class FileOpener(ServedFolder folder, WindowCache cache, MappedFilesOptions options)
{
    private const long Second = 1_000_000_000;

    /// <summary>Opens a file.</summary>
    /// <param name="name">What a request names below the prefix, decoded; with a slash behind it, or empty, a directory.</param>
    /// <param name="now">For <see cref="ServedFile"/>.</param>
    /// <param name="file">The file, with a reference for the caller.</param>
    /// <param name="error">Why there is none.</param>
    /// <exception cref="MappingException">The system could not open it for another reason than <paramref name="error"/> has.</exception>
    public bool TryOpen(string name, long now, [NotNullWhen(true)] out ServedFile? file, out OpenError error)
    {
        file = null;
        error = OpenError.NotFound;
        if (!RequestPath.TryParse(name, out RequestPath path))
        {
            return false;
        }

        if (!path.IsRoot && !name.EndsWith('/'))
        {
            return TryOpen(path, now, out file, out error);
        }

        foreach (string document in options.DefaultDocuments)
        {
            if (TryOpen(path.Append(document), now, out file, out error))
            {
                return true;
            }
        }

        error = OpenError.NotAFile;
        return false;
    }

    /// <summary>Whether opening a name once more would find the same, as far as that can be told with less. No if it cannot: another document, or a sibling, may have come.</summary>
    /// <param name="name">What a request names.</param>
    /// <param name="file">What it was opened as.</param>
    public bool IsStill(string name, ServedFile file) => !options.PrecompressedFiles && name.Length > 0 && !name.EndsWith('/') && file.IsStillThere();

    private bool TryOpen(RequestPath path, long now, [NotNullWhen(true)] out ServedFile? file, out OpenError error)
    {
        file = null;
        error = OpenError.NotFound;
        if (TypeOf(path) is not { } type || !folder.TryGetPath(path, out string? full) || !cache.TryOpen(full, folder.Root, out MappedFile? plain, out error))
        {
            return false;
        }

        Representation first = new(plain, type, coding: null);
        List<Representation> siblings = [];
        try
        {
            if (options.PrecompressedFiles)
            {
                OpenSiblings(full, first, siblings);
            }
        }
        catch (MappingException)
        {
            first.Dispose();
            siblings.ForEach(static sibling => sibling.Dispose());
            throw;
        }

        file = new ServedFile(path, first, [.. siblings], now);
        return true;
    }

    // A file of a type that nobody knows may be one that is not to be served.
    private string? TypeOf(RequestPath path) =>
        options.ContentTypeProvider.TryGetContentType(path.Value, out string? type) ? type : options.DefaultContentType;

    private void OpenSiblings(string path, Representation plain, List<Representation> siblings)
    {
        foreach (ContentCoding coding in ContentCoding.All)
        {
            if (!cache.TryOpen(path + coding.Extension, folder.Root, out MappedFile? file, out _))
            {
                continue;
            }

            if (IsOf(plain.Version, file.Version))
            {
                siblings.Add(new Representation(file, plain.ContentType, coding));
            }
            else
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Whether a sibling may be what it seems to be: not older than its file, and shorter. Some compressors give it the file's time without the fraction of the second.</summary>
    internal static bool IsOf(FileVersion plain, FileVersion sibling) =>
        sibling.Length < plain.Length &&
        (sibling.ModifiedNanoseconds >= plain.ModifiedNanoseconds ||
            (sibling.ModifiedNanoseconds % Second == 0 && sibling.ModifiedNanoseconds / Second == plain.ModifiedNanoseconds / Second));
}
