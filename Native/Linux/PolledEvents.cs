using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MappingCache.Native.Linux;

/// <summary>An array of struct epoll_event (sys/epoll.h), which is packed on x64 and on no other processor.</summary>
internal sealed unsafe class PolledEvents
{
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? sizeof(uint) : sizeof(ulong);
    private static readonly int s_size = s_dataOffset + sizeof(ulong);

    private readonly byte[] _bytes;

    /// <param name="count">How many there is room for.</param>
    public PolledEvents(int count)
    {
        _bytes = GC.AllocateArray<byte>(count * s_size, pinned: true);
        Count = count;
    }

    /// <summary>How many there is room for.</summary>
    public int Count { get; }

    /// <summary>The first one. Good as long as this object is referred to.</summary>
    public byte* Address => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    /// <summary>events of one.</summary>
    public uint EventsOf(int index) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(index * s_size));

    /// <summary>data.u64 of one.</summary>
    public long DataOf(int index) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan((index * s_size) + s_dataOffset));

    /// <summary>Writes one.</summary>
    public void Set(int index, uint events, long data)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(index * s_size), events);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan((index * s_size) + s_dataOffset), data);
    }
}
