namespace MappingCache.AspNetCore;

/// <summary>The bytes of an open file in one of its versions, with what a response says of them, made once. Immutable; the handle is its own.</summary>
internal sealed class Representation : IDisposable
{
    /// <summary>Takes over a handle.</summary>
    /// <param name="file">The handle.</param>
    /// <param name="contentType">The content type, of the bytes before they were encoded.</param>
    /// <param name="coding">How they are encoded; null for not at all.</param>
    public Representation(MappedFile file, string contentType, ContentCoding? coding)
    {
        File = file;
        Version = file.Version;
        Identity = file.Identity;
        Validators = Validators.Of(Identity, Version);
        ContentType = contentType;
        Coding = coding;
    }

    public MappedFile File { get; }

    public FileIdentity Identity { get; }

    /// <summary>The version that the rest is about. The file may have another by now.</summary>
    public FileVersion Version { get; }

    public long Length => Version.Length;

    public Validators Validators { get; }

    public string ContentType { get; }

    public ContentCoding? Coding { get; }

    /// <summary>Whether nobody has found the file changed since. Asks nobody.</summary>
    public bool IsCurrent => File.Version == Version;

    /// <summary>Asks the system whether the file is what it was.</summary>
    /// <exception cref="MappingException">The system did not tell.</exception>
    public bool Look() => File.Refresh() == Version;

    /// <summary>Whether another is of the same file in the same version.</summary>
    public bool IsSame(Representation other) => Identity == other.Identity && Version == other.Version && Coding == other.Coding;

    public void Dispose() => File.Dispose();
}
