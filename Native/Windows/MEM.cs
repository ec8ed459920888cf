namespace MappingCache.Native.Windows;

/// <summary>How pages are taken and given back (winnt.h).</summary>
internal static class MEM
{
    public const uint MEM_COMMIT = 0x00001000;

    public const uint MEM_RESERVE = 0x00002000;

    public const uint MEM_RELEASE = 0x00008000;

    /// <summary>Takes the place of a placeholder of exactly this size.</summary>
    public const uint MEM_REPLACE_PLACEHOLDER = 0x00004000;

    /// <summary>Reserves addresses that only such calls can fill.</summary>
    public const uint MEM_RESERVE_PLACEHOLDER = 0x00040000;

    /// <summary>Makes neighbouring placeholders one.</summary>
    public const uint MEM_COALESCE_PLACEHOLDERS = 0x00000001;

    /// <summary>Leaves a placeholder behind; of a part of one, makes it one of its own.</summary>
    public const uint MEM_PRESERVE_PLACEHOLDER = 0x00000002;
}
