using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace MappingCache.Platform.Windows;

/// <summary>Whether a volume stays where it is: one that is elsewhere, or can be pulled out, may fail to give pages long after they were mapped, which managed code cannot handle.</summary>
internal static unsafe class WindowsVolume
{
    // By the volume's own name, which no other ever has. A machine has few.
    private static readonly ConcurrentDictionary<string, bool> s_known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the volume of a file does. Of what the system does not tell, no.</summary>
    public static bool IsFixed(HANDLE file)
    {
        // The volume's own name it also has where it is mounted in a folder of another. Where it has none, a drive's letter.
        bool hasName = !WindowsFileFacts.GetPath(file, VOLUME.VOLUME_NAME_GUID, out string path).IsError;
        if (!hasName && WindowsFileFacts.GetPath(file, VOLUME.VOLUME_NAME_DOS, out path).IsError)
        {
            return false;
        }

        string root = WindowsPath.RootOf(path);
        if (!s_known.TryGetValue(root, out bool isFixed))
        {
            isFixed = IsFixed(KindOf(root, file)) && !CanBePulledOut(root);
            if (hasName)
            {
                s_known[root] = isFixed;
            }
        }

        return isFixed;
    }

    private static bool IsFixed(uint kind) => kind is DRIVE.DRIVE_FIXED or DRIVE.DRIVE_RAMDISK;

    private static uint KindOf(string root, HANDLE file)
    {
        fixed (char* name = root)
        {
            // SAFETY: a string's characters end with a NUL, and stand still here.
            uint kind = GetDriveTypeW(name);
            if (kind is not (DRIVE.DRIVE_UNKNOWN or DRIVE.DRIVE_NO_ROOT_DIR) ||
                WindowsFileFacts.GetPath(file, VOLUME.VOLUME_NAME_DOS, out string path).IsError)
            {
                return kind;
            }

            fixed (char* letter = WindowsPath.RootOf(path))
            {
                return GetDriveTypeW(letter);
            }
        }
    }

    // Disks behind a plug are fixed drives to GetDriveType. A volume that does not answer is taken for what that said.
    private static bool CanBePulledOut(string root)
    {
        // Without the separator the name is the volume's, with it the folder's at its root.
        fixed (char* name = root.TrimEnd('\\'))
        {
            using SafeFileHandle volume = new(CreateFileW(name, 0, WindowsSharing.WithAll, null, OPEN.OPEN_EXISTING, 0, HANDLE.NULL), ownsHandle: true);
            STORAGE_HOTPLUG_INFO info;
            uint size;

            // SAFETY: the name as above; the call fills the structure, no more than its size; the handle is synchronous.
            return !volume.IsInvalid &&
                DeviceIoControl((HANDLE)volume.DangerousGetHandle(), IOCTL.IOCTL_STORAGE_GET_HOTPLUG_INFO, null, 0, &info, (uint)sizeof(STORAGE_HOTPLUG_INFO), &size, null) &&
                (info.MediaRemovable | info.MediaHotplug | info.DeviceHotplug) != 0;
        }
    }
}
