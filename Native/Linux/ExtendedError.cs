using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>struct sock_extended_err (linux/errqueue.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ExtendedError
{
    /// <summary>ee_errno.</summary>
    public uint Error;

    /// <summary>ee_origin.</summary>
    public byte Origin;

    /// <summary>ee_type.</summary>
    public byte Type;

    /// <summary>ee_code.</summary>
    public byte Code;

    /// <summary>ee_pad.</summary>
    public byte Padding;

    /// <summary>ee_info; of MSG_ZEROCOPY the number of the first call that is done with.</summary>
    public uint Info;

    /// <summary>ee_data; of MSG_ZEROCOPY the number of the last one.</summary>
    public uint Data;
}
