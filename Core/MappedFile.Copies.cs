using System.Diagnostics;

namespace MappingCache;

/// <content>Leases on windows that were read instead of mapped.</content>
public sealed unsafe partial class MappedFile
{
    /// <summary>Leases a pinned copy: what was read is its length, whatever the file's version says by now.</summary>
    internal Window LeaseOfCopy(Slot* slot, long offset)
    {
        int changes = _entry.Changes;
        FileVersion copied = _engine.Slots.OwnerOf(_engine.Slots.IndexOf(slot)).Copied!;
        int within = (int)offset & (_windowSize - 1);
        long length = Math.Min(copied.Length - offset, _windowSize - within);
        if (length > 0)
        {
            // SAFETY: the slot is pinned, so its address holds the copy; the offset within it is less than its size.
            return new Window(_engine, slot, _engine.AddressOf(slot) + within, (int)length, changes);
        }

        // It has become shorter between the look at its length and the reading.
        _engine.Release(slot);
        return default;
    }

    private bool MayReadAside(OsError error) =>
        error.Kind == OsErrorKind.BeingWritten || (error.Kind == OsErrorKind.OutOfMemory && _engine.Layout.Copy != CopyMode.Never);

    private OsError ReadAside(FileEntry entry, long offset, StackTrace? caller, out Window window)
    {
        window = default;
        OsError error = _engine.ReadAside(entry, offset >> _windowShift, out Slot* line, out byte* bytes, out int length, out int changes);
        if (error.IsError)
        {
            return error;
        }

        int within = (int)offset & (_windowSize - 1);
        if (within < length)
        {
            // SAFETY: the line's pin keeps the memory, and the offset lies within it.
            window = Recorded(new Window(_engine, line, bytes + within, length - within, changes), offset, caller);
        }
        else
        {
            _engine.Release(line);
        }

        return error;
    }

    private WindowLease LeaseAside(FileEntry entry, long offset, StackTrace? caller)
    {
        OsError error = ReadAside(entry, offset, caller, out Window window);
        return error.IsError ? throw ErrorMessages.OnAcquire(error, Path, offset) : window.ToLease(_engine);
    }

    // A lease of a cache that exposes misuse gives another line back than its own. Who asked for it may be known from
    // before it was waited for.
    private Window Recorded(Window window, long offset, StackTrace? caller) =>
        _engine.Leases is { } leases ? window.Recorded(leases, Path, offset, caller ?? leases.StackOfCaller()) : window;
}
