namespace MappingCache;

/// <summary>An open file as the operating system knows it. Calls may come from several threads at once; none throws.</summary>
internal unsafe interface IOsFile : IDisposable
{
    /// <summary>Constant.</summary>
    FileIdentity Identity { get; }

    /// <summary>The version that opening found.</summary>
    FileVersion OpenedVersion { get; }

    /// <summary>What the system calls the open file: a descriptor, or a handle. As long as it is not disposed.</summary>
    nint Handle { get; }

    /// <summary>Whether another machine, a program, or a volume that can be pulled out stands behind the file, so that its pages may fail to come long after it was mapped. Such a file is better copied.</summary>
    bool IsRemote { get; }

    /// <summary>Finds out whether the file can be mapped at all (Linux: a trial mapping aside; Windows: its section).</summary>
    OsError PrepareMapping();

    /// <summary>Asks the system for the file's length and times.</summary>
    /// <param name="known">The version that the caller knows of. It may be given back itself when the file is still the same, so that nothing is allocated.</param>
    /// <param name="version">What was found; on failure <see cref="OpenedVersion"/>.</param>
    OsError GetVersion(FileVersion known, out FileVersion version);

    /// <summary>Reads bytes into memory, all that the file has there: fewer than were asked for only where it ends.</summary>
    /// <param name="buffer">Room for <paramref name="length"/> bytes.</param>
    /// <param name="length">How many bytes are wanted.</param>
    /// <param name="offset">Where they begin in the file.</param>
    /// <param name="read">How many were read.</param>
    OsError Read(byte* buffer, int length, long offset, out int read);

    /// <summary>How many bytes of a range of the file have pages in memory. Cheap, never blocks. A page that is just being read from the disk counts.</summary>
    /// <returns>0 to <paramref name="length"/>; null where the system does not tell.</returns>
    long? CountResident(long offset, long length);

    /// <summary>
    /// Whether a range of the file can be read without waiting for the disk, as far as the system tells: all of it is
    /// in memory, and its last page is there already, not only asked for. Never blocks. Where nothing tells, no.
    /// </summary>
    bool IsResident(long offset, long length);

    /// <summary>Asks the system to read a range of the file into memory: that range and nothing around it. Comes back when the disk has been asked, before it has answered. An advice, so nothing comes back that would have to be handled.</summary>
    void ReadAhead(long offset, long length);

    /// <summary>Tells the system that a range of the file is not needed in memory any more. An advice: pages that are mapped, or in use, stay.</summary>
    void DropBehind(long offset, long length);

    /// <summary>
    /// Asks the system for a lease: from then on whoever wants to open the file for writing, or to cut it short, is held up
    /// until <see cref="EndLease"/>, for as long as the system allows at most. Asking again changes nothing. The lease ends
    /// with this object, too.
    /// </summary>
    /// <param name="onBreak">Called when somebody is held up, in one thread for all files: it ends the lease, soon, and may come once more than that.</param>
    /// <returns><see cref="OsErrorKind.BeingWritten"/> while somebody has the file open for writing; any other error for good.</returns>
    OsError TryLease(Action onBreak);

    /// <summary>Gives the lease back. The caller keeps the file from being disposed meanwhile.</summary>
    void EndLease();

    /// <summary>No window of the file is in a directory any more: gives back what only mapping needs, and what would keep others from cutting or deleting the file. It is had again when a window is mapped, perhaps by another thread just now.</summary>
    void LetGo();
}
