namespace MappingCache;

/// <summary>
/// The seam to the operating system: one reserved range of addresses, divided into slots for ever, and the files that
/// can be mapped into them.
/// </summary>
/// <remarks>
/// Only a miss calls it, never a hit, so an ordinary interface costs nothing that counts. No method throws, takes a
/// lock of the cache or is called under one. For each slot there is one caller at a time; slots are independent.
/// Whatever a call returns, the slot's range stays reserved: it never becomes a hole that others could map into.
/// </remarks>
internal unsafe interface IAddressSpace : IDisposable
{
    AddressSpaceTraits Traits { get; }

    /// <summary>The first address of slot 0; slot i begins i windows later. Aligned to a window.</summary>
    byte* Base { get; }

    /// <summary>Sees to it, if it can, that a page which cannot be had when somebody reads a window is replaced by zeros, and noted. Called once, before anything is mapped.</summary>
    /// <param name="notes">Where; until this object is disposed.</param>
    /// <returns>Why the process would not survive it.</returns>
    OsError Guard(FaultNotes notes);

    /// <summary>Whether what <see cref="Guard"/> has installed is still the first to be told of a page that is missed. True where nothing was, or need be.</summary>
    bool IsGuardFirst { get; }

    /// <summary>Opens a regular file for reading. Never blocks on FIFOs and the like; they are errors.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="within">A folder that the file must lie in when all links are followed, or null.</param>
    /// <param name="file">The file, which the caller disposes.</param>
    OsError Open(string path, string? within, out IOsFile? file);

    /// <summary>Maps a window into a slot, in the place of whatever was there.</summary>
    /// <param name="slot">The slot's index.</param>
    /// <param name="file">An open file that <see cref="IOsFile.PrepareMapping"/> has passed.</param>
    /// <param name="offset">Where the window begins in the file; a multiple of the window size.</param>
    /// <param name="length">How much of the file the window holds: 1 to the window size.</param>
    /// <returns>On an error the slot maps nothing of any file, or still what it mapped before.</returns>
    OsError Map(int slot, IOsFile file, long offset, long length);

    /// <summary>Brings the first bytes of a slot's mapping into memory, from the disk if need be, so that reading them takes no fault.</summary>
    /// <param name="slot">The slot's index.</param>
    /// <param name="length">How many bytes: 1 to the window size.</param>
    /// <returns><see cref="OsErrorKind.NoPages"/> where there is nothing to read: the file has become shorter, or the disk fails.</returns>
    OsError Populate(int slot, long length);

    /// <summary>Reads a window into memory of the slot's own, in the place of whatever was there: for files that cannot be mapped. The bytes cannot be written to afterwards; what the file does not fill is zeros.</summary>
    /// <param name="slot">The slot's index.</param>
    /// <param name="file">An open file.</param>
    /// <param name="offset">Where the window begins in the file; a multiple of the window size.</param>
    /// <param name="length">How many bytes are wanted: 1 to the window size.</param>
    /// <param name="read">How many the file had; fewer than were wanted only where it ends.</param>
    /// <returns>On an error the slot holds nothing that anybody may read.</returns>
    OsError Copy(int slot, IOsFile file, long offset, int length, out int read);

    /// <summary>Puts a copy of a window's bytes in the place of its mapping, in one step, while others read it: whoever does finds the same bytes before and after. The caller knows that the file does not change meanwhile, or that nothing is lost if it does.</summary>
    /// <param name="slot">The slot's index.</param>
    /// <param name="file">The file that it maps, open.</param>
    /// <param name="offset">Where the window begins in the file.</param>
    /// <param name="length">How many bytes of the file it holds: 1 to the window size. Behind them are zeros.</param>
    /// <returns>On an error the slot still maps what it did: <see cref="OsErrorKind.NoPages"/> when the file ends before.</returns>
    OsError SwapForCopy(int slot, IOsFile file, long offset, int length);

    /// <summary>Takes a slot's mapping away; the range stays reserved.</summary>
    /// <returns>On an error the slot still maps what it did.</returns>
    OsError Unmap(int slot);

    /// <summary>Asks for so many slots to be mapped at once from now on, in the place of those asked for before (at first the layout's). One caller at a time.</summary>
    /// <param name="slots">How many; fewer than before is never refused.</param>
    /// <param name="refusal">The limit that does not allow it, and the remedy; empty if it is allowed.</param>
    bool TryAllow(int slots, out string refusal);

    /// <summary>Looks up which file a path leads to, without opening it.</summary>
    OsError Identify(string path, out FileIdentity identity);
}
