namespace MappingCache;

/// <summary>An open file as the operating system knows it. Calls may come from several threads at once; none throws.</summary>
internal interface IOsFile : IDisposable
{
    /// <summary>Constant.</summary>
    FileIdentity Identity { get; }

    /// <summary>The version that opening found.</summary>
    FileVersion OpenedVersion { get; }

    /// <summary>Does what a file needs once before its first mapping, and finds out whether it can be mapped at all (Linux: a trial mapping aside; Windows: the section).</summary>
    OsError PrepareMapping();

    /// <summary>Asks the system for the file's length and times. On failure <paramref name="version"/> is <see cref="OpenedVersion"/>.</summary>
    OsError GetVersion(out FileVersion version);
}
