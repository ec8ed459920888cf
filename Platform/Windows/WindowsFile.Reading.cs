namespace MappingCache.Platform.Windows;

/// <content>Reading what cannot, or should not, be mapped; and bringing it into memory.</content>
internal sealed unsafe partial class WindowsFile
{
    public bool IsRemote => WindowsFileFacts.IsOffline(Handle) || !WindowsVolume.IsFixed(Handle);

    public OsError Read(byte* buffer, int length, long offset, out int read)
    {
        read = 0;
        while (read < length)
        {
            long at = offset + read;
            OVERLAPPED place = new() { Offset = (uint)at, OffsetHigh = (uint)(at >> 32) };
            uint got;

            // SAFETY: the caller gives room for the length, of which this is the rest; the handle is synchronous, so the
            // call is over when it returns.
            if (!ReadFile(Handle, buffer + read, (uint)(length - read), &got, &place))
            {
                OsError error = WindowsErrors.Last();
                return error.Code == ERROR.ERROR_HANDLE_EOF ? OsError.None : error;
            }

            if (got == 0)
            {
                break;
            }

            read += (int)got;
        }

        return OsError.None;
    }

    // Windows tells of pages that this process has mapped, and of no others.
    public long? CountResident(long offset, long length) => null;

    public bool IsResident(long offset, long length) => false;

    // Windows takes no such advice for a file that stays open.
    public void DropBehind(long offset, long length)
    {
    }

    // Views outside the reservation begin at multiples of the allocation granularity, which has been 64 KiB on every Windows.
    private const long Granularity = 64 * 1024;

    // There is no advice for a range of a file, only for one of addresses: it is mapped aside for the call.
    public void ReadAhead(long offset, long length)
    {
        if (HoldSection(offset + length, out WindowsSection? section).IsError)
        {
            return;
        }

        long start = offset & -Granularity;
        // SAFETY: a view of its own, which nobody else knows of, gone before this returns.
        void* view = MapViewOfFile(section!.Handle, FILE.FILE_MAP_READ, (uint)(start >> 32), (uint)start, (nuint)(offset + length - start));
        if (view != null)
        {
            WindowsPages.Prefetch(view, (nuint)(offset + length - start));
            _ = UnmapViewOfFile(view);
        }

        section.DangerousRelease();
    }
}
