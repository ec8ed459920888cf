using System.Diagnostics;
using System.Globalization;
using System.Net;
using MappingCache.Harness.Running;

namespace MappingCache.Harness.Receiving;

/// <summary>The receiver as its starter sees it.</summary>
internal sealed class ReceiverProcess : IDisposable
{
    public const string Command = "receive";
    public const string ModeOption = "--mode";
    public const string ProcessorOption = "--processor";

    private readonly Process _process;
    private long _sent;

    /// <summary>Starts a receiver.</summary>
    /// <param name="mode">What it does with the bytes.</param>
    /// <param name="processor">Which of the caller's processors it is to run on; null for all.</param>
    public ReceiverProcess(ReceiverMode mode, int? processor)
    {
        List<string> arguments = [Command, ModeOption, mode.ToString()];
        if (processor is { } number)
        {
            arguments.AddRange([ProcessorOption, number.ToString(CultureInfo.InvariantCulture)]);
        }

        _process = Process.Start(new ProcessStartInfo(OwnProgram.Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        EndPoint = new IPEndPoint(IPAddress.Loopback, (int)ReadNumber());
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Waits until the receiver has read what was sent, so that the next sender finds it idle.</summary>
    /// <param name="bytes">Bytes that were sent since the last call.</param>
    /// <exception cref="HarnessException">It has got more or fewer.</exception>
    public void Drain(long bytes)
    {
        _sent += bytes;
        long surplus = Await(_sent) - _sent;
        if (surplus != 0)
        {
            throw new HarnessException($"The receiver has got {Math.Abs(surplus)} bytes {(surplus > 0 ? "more" : "fewer")} than were to be sent.");
        }
    }

    /// <summary>Begins to count anew, after a sender has failed and has closed its connections. Takes as long as anything may still be on its way.</summary>
    public void Resume() => _sent = Await(long.MaxValue);

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private long Await(long bytes)
    {
        _process.StandardInput.WriteLine(bytes.ToString(CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();
        return ReadNumber();
    }

    private long ReadNumber() =>
        long.TryParse(_process.StandardOutput.ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new HarnessException("The receiver has ended.");
}
