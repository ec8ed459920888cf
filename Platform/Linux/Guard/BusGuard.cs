using System.Runtime.InteropServices;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Guard;

/// <summary>
/// Keeps the process alive when a page of a mapped file cannot be had: the file was cut short, or the disk fails. The
/// kernel then sends SIGBUS to the thread that reads, and the runtime's handler ends the process. Ours, one for the
/// process, comes first: it notes the fault at the slot, puts zeros where the page was, and lets the thread go on.
/// Whatever is not in one of our ranges it passes on to the handler that was there before.
/// </summary>
/// <remarks>
/// It is machine code, since no managed code may run where a fault can hit managed code. It is never taken away again:
/// another handler may have remembered it. A second copy of this library in the process puts its own before this one, and
/// each passes on what is the other's.
/// </remarks>
internal static unsafe class BusGuard
{
    private static readonly Lock s_lock = new();
    private static BusGuardState* s_state;
    private static nint s_handler;

    /// <summary>Faults that were made good in this process so far.</summary>
    public static long Faults => s_state == null ? 0 : Volatile.Read(ref s_state->Faults);

    /// <summary>Guards a range from now on, installing the handler if it is not yet.</summary>
    /// <param name="start">Where slot 0 begins.</param>
    /// <param name="length">Bytes of the range.</param>
    /// <param name="slotShift">log2 of a slot's bytes.</param>
    /// <param name="notes">Where faults are noted.</param>
    /// <param name="range">To be given to <see cref="Remove"/>.</param>
    public static OsError Add(byte* start, nuint length, int slotShift, FaultNotes notes, out GuardedRange* range)
    {
        range = null;
        lock (s_lock)
        {
            OsError error = s_state == null ? Install() : OsError.None;
            if (error.IsError)
            {
                return error;
            }

            // SAFETY: never freed, as the handler may read it at any moment.
            range = (GuardedRange*)NativeMemory.Alloc((nuint)sizeof(GuardedRange));
            *range = new GuardedRange { Base = start, Length = length, SlotShift = (ulong)slotShift, Notes = notes, Next = s_state->Ranges };

            // Release: pairs with the handler, which finds only complete ranges.
            Volatile.Write(ref *(nint*)&s_state->Ranges, (nint)range);
            return OsError.None;
        }
    }

    /// <summary>Guards a range no more; its addresses are about to be given back.</summary>
    public static void Remove(GuardedRange* range) => Volatile.Write(ref range->Length, 0);

    /// <summary>Whether the signal still comes to this handler first. If not, whoever took its place may pass it on, or not.</summary>
    public static bool IsFirst()
    {
        SignalDisposition now;

        // SAFETY: the call fills the structure.
        return s_state != null && LinuxCalls.SigAction(LinuxFlags.SigBus, null, &now) == 0 && now.Handler == s_handler;
    }

    private static OsError Install()
    {
        ReadOnlySpan<byte> code = BusGuardCode.ForThisProcessor;
        if (code.IsEmpty)
        {
            return new OsError(OsErrorKind.NotSupported);
        }

        // SAFETY: zeros, and never freed, as the handler may read it at any moment.
        BusGuardState* state = (BusGuardState*)NativeMemory.AllocZeroed((nuint)sizeof(BusGuardState));
        state->PageMask = ~(ulong)(Environment.SystemPageSize - 1);
        SignalDisposition action;

        // SAFETY: the calls read and fill the structures; the code does as a handler of this signal has to.
        OsError error = LinuxCalls.SigAction(LinuxFlags.SigBus, null, &action) == 0 ? OsError.None : LinuxErrors.Last();
        nint handler = 0;
        if (!error.IsError)
        {
            state->Previous = action.Handler;
            error = Load(code, state, out handler);
        }

        if (!error.IsError)
        {
            // With the flags and the mask of the handler that it passes signals on to, which are made for that one.
            action.Handler = handler;
            action.Flags |= LinuxFlags.SaSigInfo;
            error = LinuxCalls.SigAction(LinuxFlags.SigBus, &action, null) == 0 ? OsError.None : LinuxErrors.Last();
        }

        if (error.IsError)
        {
            NativeMemory.Free(state);
            return error;
        }

        s_handler = handler;
        s_state = state;
        return OsError.None;
    }

    // By way of a file in memory, so that no page is ever writable and executable, nor becomes executable later: systems
    // that are locked down refuse both.
    private static OsError Load(ReadOnlySpan<byte> code, BusGuardState* state, out nint handler)
    {
        handler = 0;
        int file = LinuxCalls.MemFdCreate("mapping-cache-guard", LinuxFlags.MfdCloseOnExec | LinuxFlags.MfdExec);
        if (file < 0)
        {
            // Kernels before 6.3 do not know the second flag.
            file = LinuxCalls.MemFdCreate("mapping-cache-guard", LinuxFlags.MfdCloseOnExec);
        }

        if (file < 0)
        {
            return LinuxErrors.Last();
        }

        byte[] bytes = code.ToArray();
        MemoryMarshal.Write(bytes.AsSpan(^sizeof(ulong)..), (ulong)state);
        OsError error = OsError.None;
        fixed (byte* from = bytes)
        {
            // SAFETY: the buffer is as long as it says.
            if (Syscall.write(file, from, (ulong)bytes.Length) != bytes.Length)
            {
                error = LinuxErrors.Last();
            }
        }

        if (!error.IsError)
        {
            // SAFETY: a mapping of its own, never unmapped.
            void* mapped = LinuxCalls.MMap(null, (nuint)bytes.Length, LinuxFlags.ProtRead | LinuxFlags.ProtExec, LinuxFlags.MapPrivate, file, 0);
            error = (nint)mapped == -1 ? LinuxErrors.Last() : OsError.None;
            handler = (nint)mapped;
        }

        _ = Syscall.close(file);
        return error;
    }
}
