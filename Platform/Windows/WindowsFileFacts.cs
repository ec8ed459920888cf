using System.Runtime.CompilerServices;

namespace MappingCache.Platform.Windows;

/// <summary>What Windows tells of a file by its handle.</summary>
internal static unsafe class WindowsFileFacts
{
    // 1601-01-01, where Windows' times begin, before 1970-01-01, in 100 ns.
    private const long UnixEpoch = 116_444_736_000_000_000;

    private const long NanosecondsPerTick = 100;

    // Characters; a longer one takes a second call.
    private const int UsualPath = 512;

    // Beyond the numbers that file systems give.
    private static readonly UInt128 s_firstUnnumbered = UInt128.MaxValue - ulong.MaxValue;

    private static long s_unnumbered;

    /// <summary>What makes it the same file.</summary>
    public static FileIdentity Identify(HANDLE file)
    {
        FILE_ID_INFO info;

        // SAFETY: the call fills the structure that this kind of question asks for, no more than its size.
        bool known = GetFileInformationByHandleEx(file, FILE_INFO_BY_HANDLE_CLASS.FileIdInfo, &info, (uint)sizeof(FILE_ID_INFO));
        UInt128 number = known ? Unsafe.ReadUnaligned<UInt128>(&info.FileId) : 0;
        if (number != 0 && number != UInt128.MaxValue)
        {
            return new FileIdentity(info.VolumeSerialNumber, number);
        }

        // File systems that know no 128 bits, FAT among them, have 64.
        BY_HANDLE_FILE_INFORMATION old;
        ulong index = GetFileInformationByHandle(file, &old) ? ((ulong)old.nFileIndexHigh << 32) | old.nFileIndexLow : 0;

        // Some say of every file that it is number 0. To take two files for one would be to give out the wrong bytes, so each
        // opening is another file then.
        return index is not (0 or ulong.MaxValue)
            ? new FileIdentity(old.dwVolumeSerialNumber, index)
            : new FileIdentity(Volume: 0, s_firstUnnumbered + (ulong)Interlocked.Increment(ref s_unnumbered));
    }

    /// <summary>Its length and times.</summary>
    /// <param name="file">The file.</param>
    /// <param name="known">What is given back if it is still so; null for a new one.</param>
    /// <param name="version">What was found.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public static OsError GetVersion(HANDLE file, FileVersion? known, out FileVersion? version, out bool isDirectory)
    {
        FILE_BASIC_INFO basic;
        FILE_STANDARD_INFO standard;
        version = null;
        isDirectory = false;

        // SAFETY: as above.
        if (!GetFileInformationByHandleEx(file, FILE_INFO_BY_HANDLE_CLASS.FileBasicInfo, &basic, (uint)sizeof(FILE_BASIC_INFO)) ||
            !GetFileInformationByHandleEx(file, FILE_INFO_BY_HANDLE_CLASS.FileStandardInfo, &standard, (uint)sizeof(FILE_STANDARD_INFO)))
        {
            return WindowsErrors.Last();
        }

        isDirectory = standard.Directory != 0;
        (long length, long modified, long changed) = (standard.EndOfFile.QuadPart, Nanoseconds(basic.LastWriteTime), Nanoseconds(basic.ChangeTime));
        version = known is not null && known.Length == length && known.ModifiedNanoseconds == modified && known.ChangedNanoseconds == changed
            ? known
            : new FileVersion(length, modified, changed);
        return OsError.None;
    }

    /// <summary>Whether some of it lies elsewhere, on tape or in a cloud, and has to be fetched when it is read.</summary>
    public static bool IsOffline(HANDLE file)
    {
        const uint Elsewhere = FILE.FILE_ATTRIBUTE_OFFLINE | FILE.FILE_ATTRIBUTE_RECALL_ON_OPEN | FILE.FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS;
        FILE_BASIC_INFO basic;

        // SAFETY: as above.
        return GetFileInformationByHandleEx(file, FILE_INFO_BY_HANDLE_CLASS.FileBasicInfo, &basic, (uint)sizeof(FILE_BASIC_INFO)) &&
            (basic.FileAttributes & Elsewhere) != 0;
    }

    /// <summary>Its path, all links followed, as the call gives it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="volume">How the path is to name the volume.</param>
    /// <param name="path">The path.</param>
    public static OsError GetPath(HANDLE file, uint volume, out string path)
    {
        Span<char> room = stackalloc char[UsualPath];
        while (true)
        {
            uint length;
            fixed (char* first = room)
            {
                // SAFETY: the call writes no more than the room's size.
                length = GetFinalPathNameByHandleW(file, first, (uint)room.Length, volume | FILE.FILE_NAME_NORMALIZED);
            }

            if (length == 0)
            {
                OsError error = WindowsErrors.Last();
                path = string.Empty;
                return error;
            }

            if (length < room.Length)
            {
                path = room[..(int)length].ToString();
                return OsError.None;
            }

            // It says how much it needs.
            room = new char[length + 1];
        }
    }

    // None at all, on file systems that keep no such time, is not 1601, which is out of reach of nanoseconds.
    private static long Nanoseconds(LARGE_INTEGER time) => time.QuadPart == 0 ? 0 : (time.QuadPart - UnixEpoch) * NanosecondsPerTick;
}
