using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct f_owner_ex: who gets the signals of a descriptor.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DescriptorOwner
{
    /// <summary>What the number is of; F_OWNER_TID is 0.</summary>
    public int Type;

    /// <summary>The thread's number.</summary>
    public int Id;
}
