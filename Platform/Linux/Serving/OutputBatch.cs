using System.Runtime.InteropServices;
using MappingCache.Native.Linux;

namespace MappingCache.Platform.Linux.Serving;

/// <summary>What one gathered call sends: addresses, and the windows that are pinned for its length. One for each thread.</summary>
internal sealed unsafe class OutputBatch
{
    // In one call there is room for the 64 KiB that a connection holds, in blocks of the server's pool, 4 KiB, and for a head.
    private const int MostVectors = 32;

    [ThreadStatic]
    private static OutputBatch? t_mine;

    private readonly IoVector[] _vectors = GC.AllocateArray<IoVector>(MostVectors, pinned: true);
    private readonly Hold[] _holds = new Hold[MostVectors];
    private readonly MappedFile[] _files = new MappedFile[MostVectors];
    private int _held;

    /// <summary>This thread's.</summary>
    public static OutputBatch Mine => t_mine ??= new OutputBatch();

    /// <summary>How many addresses there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether there is no room for another.</summary>
    public bool IsFull => Count == MostVectors;

    /// <summary>Whether windows are among them.</summary>
    public bool HasWindows => _held > 0;

    /// <summary>Adds bytes that stay where they are.</summary>
    public void Add(byte* address, long length)
    {
        _vectors[Count++] = new IoVector { Base = address, Length = (nuint)length };
        Bytes += length;
    }

    /// <summary>Adds what follows in a file, window by window, as far as they are mapped and there is room.</summary>
    /// <param name="piece">The range.</param>
    /// <param name="sent">How many bytes of it were sent before.</param>
    /// <param name="changed">Whether the file turned out to end too early.</param>
    /// <returns>Whether all of it was added.</returns>
    public bool TryAddWindows(in OutputPiece piece, long sent, out bool changed)
    {
        MappedFile file = piece.File!;
        changed = false;
        long offset = piece.Offset + sent;
        long end = piece.Offset + piece.Length;
        while (offset < end && !IsFull)
        {
            if (!file.TryPin(offset, out Hold hold))
            {
                return false;
            }

            _holds[_held] = hold;
            _files[_held++] = file;
            long wanted = Math.Min(end - offset, file.LeftOfWindow(offset));
            if (hold.Length < wanted || (hold.Changes != piece.Changes && piece.HasChanged))
            {
                changed = true;
                return false;
            }

            Add(hold.Address, wanted);
            offset += wanted;
        }

        return offset == end;
    }

    /// <summary>sendmsg(2) of all of it.</summary>
    /// <returns>How many bytes the socket took, or -1.</returns>
    public nint Send(int socket, bool hasMore, out int error)
    {
        // SAFETY: bytes stay where they are as their pieces say, windows while they are pinned; the array of addresses is pinned for good.
        SocketMessage message = new() { Vectors = (IoVector*)Marshal.UnsafeAddrOfPinnedArrayElement(_vectors, 0), VectorCount = (nuint)Count };
        nint sent = LinuxCalls.SendMsg(socket, &message, LinuxFlags.MsgDontWait | LinuxFlags.MsgNoSignal | (hasMore ? LinuxFlags.MsgMore : 0));
        error = Marshal.GetLastPInvokeError();
        return sent;
    }

    /// <summary>Gives the pins back, and forgets everything.</summary>
    /// <returns>Whether all pages of the windows could be had.</returns>
    public bool Clear()
    {
        bool isIntact = true;
        for (int index = 0; index < _held; index++)
        {
            isIntact &= _files[index].IsIntact(_holds[index]);
            _files[index].Unpin(_holds[index]);
            _files[index] = null!;
        }

        (_held, Count, Bytes) = (0, 0, 0);
        return isIntact;
    }
}
