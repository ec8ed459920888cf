using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MappingCache.Native.Linux;
using Mono.Unix.Native;

namespace MappingCache.Platform.Linux.Sending;

/// <summary>
/// Finds out, once for a process and within some hundredths of a second, up to which length it costs less to copy a range into a
/// socket than to lend it the file's pages. That is a matter of the machine: on one that was measured pages won from 8 KiB
/// on, on another copies won at every length (docs/adr/0013).
/// </summary>
internal sealed unsafe class GatherCalibration : IDisposable
{
    /// <summary>What is taken for it where it cannot be measured, and the least that it can come to: up to here a copy has won everywhere.</summary>
    public const int Least = 8 * 1024;

    // Where a copy wins here, it is taken to win at any length.
    private const int Most = 1024 * 1024;

    // A copy has to win by so much. Here the pages that it takes are freed by the processor that is about to take them again;
    // a receiver on another one makes them dearer: what came to 0.8 here was 1.05 there at 64 KiB, and 1.6 at 256.
    private const double Bar = 0.75;

    private const int HeaderSize = 256;
    private const int Warmups = 5;
    private const int Rounds = 15;

    private static readonly Lazy<long> s_limit = new(Measure);

    private readonly Socket _sender;
    private readonly Socket _receiver;
    private readonly byte[] _received = new byte[Most + HeaderSize];
    private readonly int _file;
    private readonly byte* _pages;

    private GatherCalibration()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sender.Connect(listener.LocalEndPoint!);
        _receiver = listener.Accept();

        // What the socket does not take at once is not waited for by the thread that has to make room.
        _sender.Blocking = false;
        _file = LinuxCalls.MemFdCreate("mapping-cache-calibration", LinuxFlags.MfdCloseOnExec);

        // SAFETY: the system chooses where; whether it did is asked before the pages are used.
        _pages = _file >= 0 && Fill(_file) ? (byte*)LinuxCalls.MMap(null, Most, LinuxFlags.ProtRead, LinuxFlags.MapShared, _file, 0) : (byte*)-1;
    }

    /// <summary>The length, in bytes; <see cref="long.MaxValue"/> if it is always cheaper.</summary>
    public static long Limit => s_limit.Value;

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        if (_pages != (byte*)-1)
        {
            _ = Syscall.munmap((nint)_pages, Most);
        }

        if (_file >= 0)
        {
            _ = Syscall.close(_file);
        }
    }

    private static long Measure()
    {
        try
        {
            using GatherCalibration calibration = new();
            long limit = Least;
            for (int length = 2 * Least; length <= Most && calibration._pages != (byte*)-1 && calibration.IsCopyCheaper(length); length *= 2)
            {
                limit = length < Most ? length : long.MaxValue;
            }

            return limit;
        }
        catch (SocketException)
        {
            // No loopback to try it on.
            return Least;
        }
    }

    private static bool Fill(int file)
    {
        byte[] bytes = new byte[Most];
        fixed (byte* from = bytes)
        {
            // SAFETY: the call reads as many bytes as there are.
            return Syscall.write(file, from, Most) == Most;
        }
    }

    private bool IsCopyCheaper(int length)
    {
        double[] ratios = new double[Rounds];
        for (int round = -Warmups; round < Rounds; round++)
        {
            if (!TryTime(copies: true, length, out long copy) || !TryTime(copies: false, length, out long pages))
            {
                return false;
            }

            if (round >= 0)
            {
                ratios[round] = (double)copy / pages;
            }
        }

        Array.Sort(ratios);
        return ratios[Rounds / 2] < Bar;
    }

    // What the socket has taken is received between the calls, untimed, so that there is room for the rest.
    private bool TryTime(bool copies, int length, out long time)
    {
        using SocketUse socket = new(_sender.SafeHandle);
        time = 0;
        long held = 0;
        for (long left = HeaderSize + length; left > 0;)
        {
            bool isHeader = left > length;
            long start = Stopwatch.GetTimestamp();
            long taken = copies || isHeader ? Copy((int)socket.Number, left, isHeader, length, copies) : Lend((int)socket.Number, left, length);
            time += Stopwatch.GetTimestamp() - start;
            if (taken <= 0)
            {
                return false;
            }

            left -= taken;
            held += taken;
            for (bool isHeldBack = left == length; held > 0 && !isHeldBack;)
            {
                held -= _receiver.Receive(_received.AsSpan(0, (int)Math.Min(held, _received.Length)));
            }
        }

        return true;
    }

    private long Copy(int socket, long left, bool isHeader, int length, bool copies)
    {
        // SAFETY (here and below): the file has as many pages as are sent at most, and nobody else changes it.
        IoVector* pieces = stackalloc IoVector[2];
        pieces[0] = new IoVector { Base = _pages, Length = (nuint)(isHeader ? HeaderSize : 0) };
        pieces[1] = new IoVector { Base = _pages + (isHeader ? 0 : length - left), Length = (nuint)(isHeader ? length : left) };
        SocketMessage message = new() { Vectors = pieces, VectorCount = copies ? 2u : 1u };
        return LinuxCalls.SendMsg(socket, &message, LinuxFlags.MsgDontWait | LinuxFlags.MsgNoSignal | (copies ? 0 : LinuxFlags.MsgMore));
    }

    private long Lend(int socket, long left, int length)
    {
        long offset = length - left;
        return LinuxCalls.SendFile(socket, _file, ref offset, (nuint)left);
    }
}
