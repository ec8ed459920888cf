namespace MappingCache;

/// <summary>Which windows a cache reads into memory of their own instead of mapping them.</summary>
public enum CopyMode
{
    /// <summary>None. A file that cannot be mapped is refused.</summary>
    Never,

    /// <summary>Those of files that cannot be mapped (/proc, /sys), that lie on another machine, behind a program (NFS, SMB, FUSE and the like) or, on Windows, on a volume that can be pulled out, and those for which the process has no map area left.</summary>
    WhenNeeded,

    /// <summary>All. What a window shows then does not change, nor fail, with the file, and takes memory beside the system's own cache.</summary>
    Always,
}
