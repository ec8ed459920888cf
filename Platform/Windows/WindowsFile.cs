using Microsoft.Win32.SafeHandles;

namespace MappingCache.Platform.Windows;

/// <summary>A handle of a regular file, and the section that its windows are mapped from. Whoever calls it holds a reference that keeps it open.</summary>
internal sealed unsafe partial class WindowsFile : IOsFile
{
    private readonly SafeFileHandle _file;
    private WindowsSection? _section;

    private WindowsFile(SafeFileHandle file, FileIdentity identity, FileVersion version)
    {
        _file = file;
        Identity = identity;
        OpenedVersion = version;
    }

    public FileIdentity Identity { get; }

    public FileVersion OpenedVersion { get; }

    nint IOsFile.Handle => _file.DangerousGetHandle();

    private HANDLE Handle => (HANDLE)_file.DangerousGetHandle();

    /// <summary>Makes a file of a handle, which is the file's if that succeeds.</summary>
    public static OsError From(SafeFileHandle handle, out WindowsFile? file)
    {
        file = null;
        HANDLE raw = (HANDLE)handle.DangerousGetHandle();
        if (GetFileType(raw) != FILE.FILE_TYPE_DISK)
        {
            return new OsError(OsErrorKind.NotAFile);
        }

        OsError error = WindowsFileFacts.GetVersion(raw, known: null, out FileVersion? version, out bool isDirectory);
        if (error.IsError || isDirectory)
        {
            return error.IsError ? error : new OsError(OsErrorKind.NotAFile);
        }

        file = new WindowsFile(handle, WindowsFileFacts.Identify(raw), version!);
        return OsError.None;
    }

    public OsError GetVersion(FileVersion known, out FileVersion version)
    {
        OsError error = WindowsFileFacts.GetVersion(Handle, known, out FileVersion? seen, out _);
        version = seen ?? OpenedVersion;
        return error;
    }

    // A trial: the section is not kept, for it would be in the way of the file's owner before anything is mapped. A file
    // without bytes has nothing to map, and no section.
    public OsError PrepareMapping()
    {
        OsError error = MakeSection(end: 0, out WindowsSection? section);
        section?.Dispose();
        return error.Kind is OsErrorKind.None or OsErrorKind.NoPages ? OsError.None
            : error.Kind is OsErrorKind.OutOfMemory ? error
            : new OsError(OsErrorKind.NotMappable, error.Code);
    }

    /// <summary>Finds or makes a section that reaches to an offset, and holds it open for the caller.</summary>
    /// <param name="end">Where what is to be mapped ends.</param>
    /// <param name="section">The section; null if there is none.</param>
    /// <returns><see cref="OsErrorKind.NoPages"/> when the file ends before.</returns>
    public OsError HoldSection(long end, out WindowsSection? section)
    {
        section = Volatile.Read(ref _section);
        if (section is not null && section.Length >= end && section.TryHold())
        {
            return OsError.None;
        }

        // One does not grow with its file.
        OsError error = MakeSection(end, out section);
        if (error.IsError)
        {
            return error;
        }

        _ = section!.TryHold();
        Interlocked.Exchange(ref _section, section)?.Dispose();
        return OsError.None;
    }

    // Nothing is to be held up: nobody can cut or replace a file while it is mapped.
    public OsError TryLease(Action onBreak) => new(OsErrorKind.NotSupported);

    public void EndLease()
    {
    }

    public void LetGo() => Interlocked.Exchange(ref _section, null)?.Dispose();

    public void Dispose()
    {
        LetGo();
        _file.Dispose();
    }

    private OsError MakeSection(long end, out WindowsSection? section)
    {
        section = null;
        OsError error = GetVersion(OpenedVersion, out FileVersion version);
        if (error.IsError || version.Length < end || version.Length == 0)
        {
            return error.IsError ? error : new OsError(OsErrorKind.NoPages, ERROR.ERROR_HANDLE_EOF);
        }

        // Of the length that was seen, not of the one by then: so it is known.
        HANDLE made = CreateFileMappingW(Handle, null, PAGE.PAGE_READONLY, (uint)(version.Length >> 32), (uint)version.Length, null);
        if (made == HANDLE.NULL)
        {
            // It is refused, as if there were no memory, when the file has become shorter since.
            error = WindowsErrors.LastOfMemory();
            bool isShorter = !GetVersion(version, out FileVersion now).IsError && now.Length < version.Length;
            return isShorter ? new OsError(OsErrorKind.NoPages, error.Code) : error;
        }

        section = new WindowsSection(made, version.Length);
        return OsError.None;
    }
}
