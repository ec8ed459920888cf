using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>A pipe through which pages go to sockets. Used by one step at a time, and kept for the next ones only when it is empty.</summary>
internal sealed unsafe class SplicePipe
{
    /// <summary>How many bytes a pipe is to hold. An unprivileged user is given 64 MiB of pipes; what is filled in vain when a socket is full is this at most.</summary>
    public const int Size = 256 * 1024;

    // A step holds on to its pipe as long as to its thread.
    private static readonly int s_mostSpares = 2 * Environment.ProcessorCount;
    private static readonly ConcurrentQueue<SplicePipe> s_spares = [];

    private SplicePipe(int from, int to) => (From, To) = (from, to);

    /// <summary>The end to read from.</summary>
    public int From { get; }

    /// <summary>The end to write to.</summary>
    public int To { get; }

    /// <summary>How many empty ones are kept.</summary>
    public static int Spares => s_spares.Count;

    /// <summary>Gives an empty pipe, to be given back.</summary>
    /// <param name="error">Why there is none.</param>
    public static SplicePipe? Rent(out int error)
    {
        error = 0;
        if (s_spares.TryDequeue(out SplicePipe? spare))
        {
            return spare;
        }

        int* ends = stackalloc int[2];
        if (LinuxCalls.Pipe2(ends, LinuxFlags.NonBlock | LinuxFlags.CloseOnExec) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        // If it may not be so large it is smaller: more steps, the same bytes.
        _ = LinuxCalls.FCntl(ends[0], LinuxFlags.FSetPipeSize, Size);
        return new SplicePipe(ends[0], ends[1]);
    }

    /// <summary>Gives it back. With bytes in it, it is closed: they must not come to another socket.</summary>
    public void Return(bool isEmpty)
    {
        if (isEmpty && s_spares.Count < s_mostSpares)
        {
            s_spares.Enqueue(this);
            return;
        }

        _ = Syscall.close(To);
        _ = Syscall.close(From);
    }
}
