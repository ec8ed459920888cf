namespace MappingCache.Native.Linux;

/// <summary>Types of file systems, as statfs(2) gives them. From linux/magic.h unless said otherwise.</summary>
internal static class FileSystemTypes
{
    /// <summary>NFS_SUPER_MAGIC.</summary>
    public const uint Nfs = 0x6969;

    /// <summary>SMB_SUPER_MAGIC: smbfs, before CIFS.</summary>
    public const uint Smb = 0x517B;

    /// <summary>CIFS_SUPER_MAGIC.</summary>
    public const uint Cifs = 0xFF534D42;

    /// <summary>SMB2_SUPER_MAGIC.</summary>
    public const uint Smb2 = 0xFE534D42;

    /// <summary>FUSE_SUPER_MAGIC: sshfs, rclone, virtiofs, and local ones, behind which a program stands all the same.</summary>
    public const uint Fuse = 0x65735546;

    /// <summary>V9FS_MAGIC: 9P, as WSL and virtual machines use it.</summary>
    public const uint Plan9 = 0x01021997;

    /// <summary>CEPH_SUPER_MAGIC (fs/ceph/super.h before Linux 6.2).</summary>
    public const uint Ceph = 0x00C36400;

    /// <summary>AFS_SUPER_MAGIC.</summary>
    public const uint Afs = 0x5346414F;

    /// <summary>AFS_FS_MAGIC: the kernel's own AFS.</summary>
    public const uint KernelAfs = 0x6B414653;

    /// <summary>CODA_SUPER_MAGIC.</summary>
    public const uint Coda = 0x73757245;

    /// <summary>NCP_SUPER_MAGIC: NetWare, up to Linux 4.16.</summary>
    public const uint Ncp = 0x564C;

    /// <summary>VBOXSF_SUPER_MAGIC (fs/vboxsf/super.c): folders shared with a VirtualBox host.</summary>
    public const uint VirtualBox = 0x786F4256;

    /// <summary>TMPFS_MAGIC.</summary>
    public const uint Tmpfs = 0x01021994;

    /// <summary>RAMFS_MAGIC.</summary>
    public const uint Ramfs = 0x858458F6;

    /// <summary>HUGETLBFS_MAGIC.</summary>
    public const uint HugeTlbFs = 0x958458F6;
}
