using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MappingCache.Micro.Races;
using Mono.Unix.Native;

namespace MappingCache.Harness.Receiving;

/// <summary>The other end of the connections, in a process of its own: it reads, answers nothing, and counts.</summary>
/// <remarks>On its standard input it is told how many bytes it should have received since it began, and answers on its standard output how many it has, as soon as it has them.</remarks>
internal sealed unsafe class Receiver(ReceiverMode mode) : IDisposable
{
    private const int DiscardSize = 1 << 20;
    private const int BufferSize = 128 << 10;

    // Long after anything that is still on its way has come.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ManualResetEventSlim _reached = new();
    private long _received;
    private long _wanted = long.MaxValue;

    /// <summary>Runs until the standard input ends.</summary>
    /// <param name="mode">What to do with the bytes.</param>
    /// <param name="processor">Which of the processors it may use it is to run on; null for all.</param>
    public static int Run(ReceiverMode mode, int? processor)
    {
        if (processor is { } number)
        {
            Affinity.OfThisThread().Only(number).ApplyToProcess();
        }

        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Receiver receiver = new(mode);
        new Thread(() => receiver.Accept(listener)) { IsBackground = true }.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture));
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(receiver.Await(long.Parse(line, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    public void Dispose() => _reached.Dispose();

    private void Accept(Socket listener)
    {
        while (true)
        {
            Socket socket = listener.Accept();
            new Thread(() => Read(socket)) { IsBackground = true }.Start();
        }
    }

    private void Read(Socket socket)
    {
        using (socket)
        {
            bool reads = mode == ReceiverMode.Copy || !OperatingSystem.IsLinux();
            byte[] buffer = new byte[reads ? BufferSize : 1];
            while ((OperatingSystem.IsLinux() ? Take((int)socket.Handle, buffer) : Read(socket, buffer)) is > 0 and var bytes)
            {
                // Pairs with Await: whoever of the two comes second sees what the other has written.
                if (Interlocked.Add(ref _received, bytes) >= Volatile.Read(ref _wanted))
                {
                    _reached.Set();
                }
            }
        }
    }

    // Other systems than Linux have to copy.
    private static long Read(Socket socket, byte[] buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private long Take(int descriptor, byte[] buffer)
    {
        while (true)
        {
            long bytes;
            fixed (byte* start = buffer)
            {
                // SAFETY: with MSG_TRUNC nothing is written for TCP, wherever the buffer is said to be; else the buffer is as long as is said.
                bytes = mode == ReceiverMode.Copy
                    ? Syscall.recv(descriptor, start, BufferSize, default(MessageFlags))
                    : Syscall.recv(descriptor, (void*)null, DiscardSize, MessageFlags.MSG_TRUNC);
            }

            if (bytes >= 0)
            {
                return bytes;
            }

            switch (Stdlib.GetLastError())
            {
                case Errno.EINTR:
                    break;
                case Errno.ECONNRESET:
                    return 0;
                case Errno error:
                    throw new Win32Exception((int)error);
            }
        }
    }

    private long Await(long bytes)
    {
        _reached.Reset();
        Volatile.Write(ref _wanted, bytes);

        // Pairs with Read: the wish is to be seen by whoever adds to the count after it was read here.
        Interlocked.MemoryBarrier();
        if (Interlocked.Read(ref _received) < bytes)
        {
            _ = _reached.Wait(s_patience);
        }

        Volatile.Write(ref _wanted, long.MaxValue);
        return Interlocked.Read(ref _received);
    }
}
