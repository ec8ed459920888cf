using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux;

/// <content>Reading what cannot, or should not, be mapped.</content>
internal sealed unsafe partial class LinuxFile
{
    public bool IsRemote => FileSystemType is
        FileSystemTypes.Nfs or FileSystemTypes.Smb or FileSystemTypes.Cifs or FileSystemTypes.Smb2 or FileSystemTypes.Fuse or
        FileSystemTypes.Plan9 or FileSystemTypes.Ceph or FileSystemTypes.Afs or FileSystemTypes.KernelAfs or
        FileSystemTypes.Coda or FileSystemTypes.Ncp or FileSystemTypes.VirtualBox;

    private bool IsInMemory => FileSystemType is FileSystemTypes.Tmpfs or FileSystemTypes.Ramfs or FileSystemTypes.HugeTlbFs;

    // 0, which is no type, where the system does not tell.
    private uint FileSystemType
    {
        get
        {
            long* numbers = stackalloc long[LinuxFlags.StatFsNumbers];

            // SAFETY: the room is more than the call fills.
            return LinuxCalls.FStatFs(_descriptor, numbers) == 0 ? (uint)numbers[0] : 0;
        }
    }

    public OsError Read(byte* buffer, int length, long offset, out int read)
    {
        read = 0;
        while (read < length)
        {
            // SAFETY: the caller gives room for the length, of which this is the rest.
            long got = Syscall.pread(_descriptor, buffer + read, (ulong)(length - read), offset + read);
            if (got == 0)
            {
                break;
            }

            if (got > 0)
            {
                // Files of /proc give a page at a time, others what has arrived: the rest has to be asked for.
                read += (int)got;
                continue;
            }

            OsError error = LinuxErrors.Last();
            if ((Errno)error.Code != Errno.EINTR)
            {
                return error;
            }
        }

        return OsError.None;
    }
}
