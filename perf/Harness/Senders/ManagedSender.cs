using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MappingCache.Harness.Contestants;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Senders;

/// <summary>A contestant in this process. Its processor time is that of the whole process: what a send leaves to other threads is part of what it costs.</summary>
internal sealed class ManagedSender : ISender
{
    private static readonly double s_microsecondsPerTick = 1e6 / Stopwatch.Frequency;

    private readonly ISendContestant _contestant;
    private readonly Workload _workload;
    private readonly Socket[] _sockets;
    private int _next;

    /// <summary>Prepares a contestant, and connects it.</summary>
    /// <param name="contestant">Who; it is disposed with this.</param>
    /// <param name="files">What it is to send.</param>
    /// <param name="threads">Senders at once.</param>
    /// <param name="receiver">Where to.</param>
    public ManagedSender(ISendContestant contestant, TestFiles files, int threads, EndPoint receiver)
    {
        _contestant = contestant;
        _workload = files.Workload;
        contestant.Prepare(files);
        _sockets = [.. Enumerable.Range(0, threads).Select(_ => Connect(receiver))];
    }

    public int MaxSends => _contestant.MaxSends;

    public void CleanUp()
    {
        // Objects, and the descriptors that wait for finalizers.
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    public Turn Run(int sends)
    {
        using SendGate gate = new(_sockets.Length);
        Task[] loops = Start((socket, first, count) => SendAsync(gate, socket, first, count), sends);
        int collections = GC.CollectionCount(0);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        gate.Open();
        gate.WaitUntilDone();
        long ticks = Stopwatch.GetTimestamp() - start;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        collections = GC.CollectionCount(0) - collections;
        Task.WaitAll(loops);
        return new Turn(sends, cpu.TotalMicroseconds, ticks * s_microsecondsPerTick, allocated, collections);
    }

    public Latency RunTimed(int sends)
    {
        long[] times = new long[sends];
        int filled = 0;
        using SendGate gate = new(_sockets.Length);
        Task[] loops = Start(
            (socket, first, count) =>
            {
                Memory<long> own = times.AsMemory(filled, count);
                filled += count;
                return SendTimedAsync(gate, socket, first, own);
            },
            sends);
        gate.Open();
        gate.WaitUntilDone();
        Task.WaitAll(loops);
        Array.Sort(times);
        return new Latency(times[(sends - 1) / 2] * s_microsecondsPerTick, times[(int)((sends - 1) * 99L / 100)] * s_microsecondsPerTick);
    }

    public void Forget() => _contestant.Forget();

    public void Dispose()
    {
        Array.ForEach(_sockets, static socket => socket.Dispose());
        _contestant.Dispose();
    }

    private static Socket Connect(EndPoint receiver)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(receiver);
        return socket;
    }

    // Every thread takes one send in so many; the first ones one more each if it does not come out even.
    private Task[] Start(Func<Socket, int, int, Task> loop, int sends)
    {
        int threads = _sockets.Length;
        Task[] loops = [.. _sockets.Select((socket, number) => loop(socket, _next + number, (sends - number + threads - 1) / threads))];
        _next = (_next + sends) % _workload.Files;
        return loops;
    }

    private async Task SendAsync(SendGate gate, Socket socket, int first, int count)
    {
        await gate.PassAsync().ConfigureAwait(false);
        try
        {
            int step = _sockets.Length;
            for (int i = 0; i < count; i++)
            {
                Check(await _contestant.SendAsync(socket, first + (i * step)).ConfigureAwait(false));
            }
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task SendTimedAsync(SendGate gate, Socket socket, int first, Memory<long> times)
    {
        await gate.PassAsync().ConfigureAwait(false);
        try
        {
            int step = _sockets.Length;
            for (int i = 0; i < times.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                long sent = await _contestant.SendAsync(socket, first + (i * step)).ConfigureAwait(false);
                times.Span[i] = Stopwatch.GetTimestamp() - start;
                Check(sent);
            }
        }
        finally
        {
            gate.Leave();
        }
    }

    private void Check(long sent)
    {
        if (sent != _workload.BytesPerSend)
        {
            throw new HarnessException($"It says that it has sent {sent} bytes instead of {_workload.BytesPerSend}.");
        }
    }
}
