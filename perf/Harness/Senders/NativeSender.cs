using System.Diagnostics;
using System.Globalization;
using System.Net;
using MappingCache.Harness.Workloads;

namespace MappingCache.Harness.Senders;

/// <summary>A contestant in C, in a process of its own, which measures itself and waits for its next turn in between.</summary>
internal sealed class NativeSender : ISender
{
    private const double NanosecondsPerMicrosecond = 1000;

    private readonly string _name;
    private readonly Process _process;

    /// <summary>Starts it, on the processors that the calling thread may run on, and connects it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="program">The program.</param>
    /// <param name="method">Which of the program's methods it is.</param>
    /// <param name="files">What it is to send.</param>
    /// <param name="threads">Senders at once.</param>
    /// <param name="receiver">Where to.</param>
    public NativeSender(string name, NativeProgram program, string method, TestFiles files, int threads, IPEndPoint receiver)
    {
        _name = name;
        Workload workload = files.Workload;
        int[] numbers = [receiver.Port, threads, workload.Size, workload.Bundle, workload.Files];
        _process = Process.Start(new ProcessStartInfo(
            program.Path, [method, .. numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture)), files.HeaderPath, files.Folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Expect("ready");
    }

    public int MaxSends => int.MaxValue;

    public void CleanUp()
    {
        // It leaves nothing behind.
    }

    public Turn Run(int sends)
    {
        (double cpu, double wall) = Ask("run", sends);
        return new Turn(sends, cpu, wall, AllocatedBytes: null, Collections: null);
    }

    public Latency RunTimed(int sends)
    {
        (double median, double p99) = Ask("latency", sends);
        return new Latency(median, p99);
    }

    public void Forget()
    {
        Write("forget");
        Expect("ok");
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private (double First, double Second) Ask(string command, int sends)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"{command} {sends}"));
        string[] words = Read().Split(' ');
        return (Microseconds(words[0]), Microseconds(words[1]));
    }

    private void Write(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    private void Expect(string answer)
    {
        string line = Read();
        if (line != answer)
        {
            throw new HarnessException($"{_name} says '{line}' instead of '{answer}'.");
        }
    }

    private string Read() =>
        _process.StandardOutput.ReadLine() ?? throw new HarnessException($"{_name} has ended; what it says about it is above.");

    private static double Microseconds(string nanoseconds) =>
        long.Parse(nanoseconds, CultureInfo.InvariantCulture) / NanosecondsPerMicrosecond;
}
