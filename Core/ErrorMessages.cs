namespace MappingCache;

/// <summary>Turns errors of the inside into the exceptions of the public face, each with path, offset and what to do.</summary>
internal static class ErrorMessages
{
    /// <summary>The exception for a file that could not be opened.</summary>
    public static Exception OnOpen(OsError error, string path) => error.Kind switch
    {
        OsErrorKind.NotFound => new FileNotFoundException($"There is no file '{path}'.", path),
        OsErrorKind.AccessDenied => new UnauthorizedAccessException($"'{path}' may not be read: {error}."),
        OsErrorKind.OutsideFolder => new UnauthorizedAccessException($"'{path}' leads out of the folder that it has to stay in."),
        OsErrorKind.Closed => Closed(),
        OsErrorKind.NotAFile => At($"'{path}' is not a regular file; directories, pipes, sockets and devices have no windows to map.", error, path, 0),
        OsErrorKind.NotMappable => At($"'{path}' is a file that the system does not map ({error}), and that was not to be, or could not be, copied: set Copy to WhenNeeded, or read it with System.IO.File.", error, path, 0),
        OsErrorKind.NoEnd => At($"'{path}' is a file that the system does not map and that states no length, and {FileMeasure.MaxLength >> 20:N0} MiB of it were read without coming to an end: read it with System.IO.File.", error, path, 0),
        OsErrorKind.OutOfDescriptors => At($"'{path}' could not be opened: {error}. Dispose files that are no longer used, or raise the limit of open files (on Linux: ulimit -n).", error, path, 0),
        _ => At($"'{path}' could not be opened: {error}.", error, path, 0),
    };

    /// <summary>The exception for a window that could not be had.</summary>
    public static Exception OnAcquire(OsError error, string path, long offset) => error.Kind switch
    {
        OsErrorKind.Closed => Closed(),
        OsErrorKind.TooManyPins => new InvalidOperationException($"The window of '{path}' at {offset:N0} is held {SlotState.MaxPins:N0} times; windows that are not used any more must be disposed."),
        OsErrorKind.OutOfMemory => At($"'{path}' could not be mapped at {offset:N0}: {error}. The process may have run out of map areas (on Linux: vm.max_map_count) or address space: use fewer slots, or raise the limit.", error, path, offset),
        OsErrorKind.NoPages or OsErrorKind.Other => At($"'{path}' could not be mapped at {offset:N0}: {error}.", error, path, offset),
        _ => OnReopen(error, path, offset),
    };

    /// <summary>The exception for a path that could not be looked up.</summary>
    public static Exception OnInvalidate(OsError error, string path) => At($"'{path}' could not be looked up: {error}.", error, path, 0);

    /// <summary>The exception for a file that has changed while it was read.</summary>
    public static FileChangedException OnChange(string path, long offset, long expected, long seen, long bytesSent = 0) => new(
        seen < expected
            ? $"'{path}' was cut short while it was read from {offset:N0} on: to {seen:N0} bytes, of which {expected:N0} were expected at the least."
            : $"'{path}' has changed while it was read from {offset:N0} on, or the disk failed.",
        path,
        offset,
        expected,
        seen,
        bytesSent);

    /// <summary>The notice that windows are copies because faults could not be guarded against.</summary>
    public static string Unguarded(OsError error) =>
        $"All windows are read instead of mapped: a file that is cut short would end the process, because the handler against it could not be installed ({error}). To map all the same, set SurvivesFaults to false.";

    /// <summary>The notice that the handler of faults is not the first to be told any more.</summary>
    public static string GuardDisplaced =>
        "Another handler of SIGBUS was installed after the cache's. Unless it passes on what is not its own, a file that is cut short under its readers ends the process: install it before the first cache is created, or set Copy to Always.";

    /// <summary>The exception for a change of slots that did not succeed.</summary>
    public static Exception OnResize(ResizeOutcome outcome, int slots) => outcome.Error.Kind switch
    {
        OsErrorKind.Closed => Closed(),
        _ when outcome.Refusal.Length > 0 => At($"This machine does not allow {slots:N0} slots: {outcome.Refusal}.", outcome.Error, string.Empty, 0),
        _ => At($"A slot could not be unmapped: {outcome.Error}.", outcome.Error, string.Empty, 0),
    };

    /// <summary>The exception for a light window that could not be shared.</summary>
    public static InvalidOperationException TooManyPins() => new($"The window is held {SlotState.MaxPins:N0} times; windows that are not used any more must be disposed.");

    /// <summary>The exception for a file whose length and times the system did not tell.</summary>
    public static Exception OnRefresh(OsError error, string path) => error.Kind switch
    {
        OsErrorKind.Closed => Closed(),
        OsErrorKind.Other or OsErrorKind.OutOfMemory => At($"The system did not tell the length of '{path}': {error}.", error, path, 0),
        _ => OnReopen(error, path, 0),
    };

    /// <summary>The exception for a range of addresses that could not be had.</summary>
    public static MappingException OnReserve(OsError error, long bytes) =>
        At($"The system did not reserve {bytes:N0} bytes of addresses: {error}. Use fewer slots, or raise the limit of address space (on Linux: ulimit -v).", error, string.Empty, 0);

    // Only a file whose descriptor was closed meanwhile is opened again.
    private static MappingException OnReopen(OsError error, string path, long offset) => error.Kind switch
    {
        OsErrorKind.Replaced => At($"'{path}' was replaced by another file while its descriptor was closed to keep MaxDescriptors, so the file that was opened cannot be reached any more. Dispose the handle and open the path again.", error, path, offset),
        OsErrorKind.OutOfDescriptors => At($"'{path}' could not be opened again: {error}. Lower MaxDescriptors, so that the cache leaves more to others, or raise the limit of open files (on Linux: ulimit -n).", error, path, offset),
        _ => At($"'{path}' could not be opened again: {error}. Its descriptor was closed to keep MaxDescriptors; the file was moved or deleted meanwhile, or its rights changed. Dispose the handle and open the file where it is now.", error, path, offset),
    };

    private static ObjectDisposedException Closed() =>
        new(objectName: null, "The cache, or this handle of a file, has been disposed.");

    private static MappingException At(string message, OsError error, string path, long offset) =>
        new(message, path, offset, error.Code);
}
