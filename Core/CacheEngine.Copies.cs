using System.Runtime.InteropServices;

namespace MappingCache;

/// <content>Windows that are read instead of mapped.</content>
internal sealed unsafe partial class CacheEngine<TSchedule>
{
    /// <summary>Lines of leases that are no slot's.</summary>
    public LooseLines Loose { get; } = new();

    /// <summary>
    /// Reads a window into memory of its own, outside every slot: for when the process has run out of map areas, and
    /// even the mapping of a slot cannot be replaced. It is shared with nobody, and freed with its only pin.
    /// </summary>
    /// <param name="file">The file; the caller has it open.</param>
    /// <param name="window">The window.</param>
    /// <param name="line">The line to give the pin back with, unless an error is returned.</param>
    /// <param name="bytes">The window's bytes.</param>
    /// <param name="length">How many there are; 0 when the file ends before the window.</param>
    /// <param name="changes">What their lease is to know of the file's changes.</param>
    public OsError ReadAside(FileEntry file, long window, out Slot* line, out byte* bytes, out int length, out int changes)
    {
        line = null;
        bytes = null;
        length = 0;
        changes = 0;
        OsError error = BeginMiss(file);
        if (error.IsError)
        {
            return error;
        }

        try
        {
            error = Read(file, window << _windowShift, out bytes, out length, out changes);
            if (error.IsError)
            {
                return error;
            }

            line = AddLine(bytes);
            Counters.AddMiss(remap: false);
            Counters.AddCopy();
            return OsError.None;
        }
        catch (OutOfMemoryException)
        {
            // What comes of having no areas left: the process's own memory may need one, too.
            return new OsError(OsErrorKind.OutOfMemory);
        }
        finally
        {
            EndMiss(file);
        }
    }

    /// <summary>Drops a window that does not show the file as it is known to be, with the caller's pin: a copy of another version, or a mapping that ends before what the file has there by now.</summary>
    /// <returns>Whether it was one. If not, the caller still holds its pin.</returns>
    private bool TryDropStale(FileEntry file, long window, int index)
    {
        Slot* slot = _slots[index];
        if (file.IsCopied ? _slots.OwnerOf(index).Copied == file.Version : !FallsShort(slot, file, window))
        {
            return false;
        }

        if (slot->TryDetach(slot->State.Generation))
        {
            file.Directory.Clear(window);
            _files.RemoveWindow(file);
            Counters.AddGivenUp(needed: false);
            Release(slot);
        }

        Release(slot);
        return true;
    }

    private bool FallsShort(Slot* slot, FileEntry file, long window) =>
        !_coversPastEnd && slot->Covered < Math.Min(file.Length - (window << _windowShift), _layout.WindowSize);

    // The line frees the buffer; if there cannot be one, nobody else would.
    private Slot* AddLine(byte* buffer)
    {
        try
        {
            return Loose.Add(() => NativeMemory.Free(buffer));
        }
        catch
        {
            NativeMemory.Free(buffer);
            throw;
        }
    }

    // SAFETY: the buffer is this call's until it succeeds, and is as long as what is read into it.
    private OsError Read(FileEntry file, long offset, out byte* bytes, out int length, out int changes)
    {
        for (int reading = 1; ; reading++)
        {
            changes = file.Changes;
            FileVersion known = file.Version;
            int wanted = (int)Math.Clamp(known.Length - offset, 0, _layout.WindowSize);
            bytes = (byte*)NativeMemory.Alloc((nuint)Math.Max(wanted, 1));
            OsError error = file.Os!.Read(bytes, wanted, offset, out length);
            bool settled = false;
            error = error.IsError ? error : file.Settle(file.Os!, ref known, offset, wanted, length, reading, out settled);
            if (settled)
            {
                changes = file.Version == known ? changes : FileEntry.NoVersion;
                return OsError.None;
            }

            NativeMemory.Free(bytes);
            if (error.IsError)
            {
                return error;
            }
        }
    }
}
