using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MappingCache.Tests.Support;

namespace MappingCache.Tests;

/// <summary>Many slow receivers in a process of their own: a test of this program, run by it once more. Each reads a little, over and over, and checks every byte.</summary>
internal sealed class SlowReceivers : IDisposable
{
    /// <summary>What comes first: which file's bytes follow, from where, and how many.</summary>
    public const int Head = 12;

    private const string Variable = "MAPPINGCACHE_TESTS_SLOW_RECEIVERS";
    private const char Separator = '|';
    private const int AtOnce = 1024;
    private const int Groups = 10;
    private const int Buffer = 4096;

    private readonly Process _process;
    private readonly Task<string> _output;

    private SlowReceivers(Process process)
    {
        _process = process;

        // On Windows to read it without a thread takes one of the pool's, which has two.
        _output = Task.Factory.StartNew(process.StandardOutput.ReadToEnd, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Starts some.</summary>
    /// <param name="port">Where they connect to.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="period">How often each reads 1 KiB, in milliseconds.</param>
    public static SlowReceivers Start(int port, int count, int period)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--filter", $"Name={nameof(SlowReceiverTests.Receives_slowly)}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{port}{Separator}{count}{Separator}{period}");
        return new SlowReceivers(Process.Start(start)!);
    }

    /// <summary>Does what this process was started for, if it is one.</summary>
    /// <returns>Whether it is.</returns>
    public static bool TryRun()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(Separator) is not [var port, var count, var period])
        {
            return false;
        }

        ReceiveAsync(Number(port), Number(count), Number(period)).GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Waits for the end of all.</summary>
    /// <returns>What was wrong; null if nothing was.</returns>
    public async Task<string?> EndAsync()
    {
        string output = await _output;
        await _process.WaitForExitAsync();
        return _process.ExitCode == 0 ? null : $"the receivers ended with {_process.ExitCode}: {output}";
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task ReceiveAsync(int port, int count, int period)
    {
        List<Connection> open = new(count);
        for (int i = 0; i < count; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = Buffer };
            socket.Connect(IPAddress.Loopback, port);
            socket.Blocking = false;
            open.Add(new Connection(socket));
        }

        // A tenth of them at a time, so that they do not all come at once.
        byte[] bytes = new byte[AtOnce];
        for (int turn = 0; open.Count > 0; turn++)
        {
            await Task.Delay(period / Groups);
            int group = turn % Groups;
            for (int i = open.Count - 1; i >= 0; i--)
            {
                if (open[i].Number % Groups == group && !open[i].TryRead(bytes))
                {
                    open[i] = open[^1];
                    open.RemoveAt(open.Count - 1);
                }
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Connection(Socket socket)
    {
        private static int s_count;

        private long _seed;
        private long _next;
        private long _left = -1;

        public int Number { get; } = s_count++;

        /// <summary>Reads a little, if there is anything.</summary>
        /// <returns>False at the end.</returns>
        public bool TryRead(Span<byte> bytes)
        {
            int received = socket.Receive(bytes, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return true;
            }

            Assert.That(error, Is.EqualTo(SocketError.Success));
            if (received == 0)
            {
                Assert.That(_left, Is.Zero, "all of it has come");
                socket.Dispose();
                return false;
            }

            ReadOnlySpan<byte> got = bytes[..received];
            if (_left < 0)
            {
                // In one piece: it is smaller than any segment.
                _seed = BinaryPrimitives.ReadInt32LittleEndian(got);
                _next = BinaryPrimitives.ReadInt32LittleEndian(got[4..]);
                _left = BinaryPrimitives.ReadInt32LittleEndian(got[8..]);
                got = got[Head..];
            }

            Assert.That(got.Length, Is.LessThanOrEqualTo(_left));
            Assert.That(FileContent.Matches(got, _seed, _next), "the bytes are the file's");
            _next += got.Length;
            _left -= got.Length;
            return true;
        }
    }
}
