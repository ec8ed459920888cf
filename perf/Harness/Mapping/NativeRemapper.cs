using System.Diagnostics;
using System.Globalization;
using MappingCache.Harness.Senders;

namespace MappingCache.Harness.Mapping;

/// <summary>The two bare calls in C, in a process of its own.</summary>
internal sealed class NativeRemapper : IRemapper
{
    /// <summary>The floor that others are set beside.</summary>
    public const string Floor = "c-mmap";

    private readonly Process _process;

    /// <summary>Starts it; it fills its slots.</summary>
    public NativeRemapper(NativeProgram program, string path, RemapCase remapCase)
    {
        int[] numbers = [remapCase.Slots, remapCase.WindowSize, remapCase.Windows, remapCase.Threads];
        _process = Process.Start(new ProcessStartInfo(program.Path, [path, .. numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture))])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _ = Read();
    }

    public string Name => Floor;

    public double Run(int remaps)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {remaps}"));
        _process.StandardInput.Flush();
        return double.Parse(Read(), CultureInfo.InvariantCulture) / remaps;
    }

    public string? Complaint() => null;

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Read() =>
        _process.StandardOutput.ReadLine() ?? throw new HarnessException($"{Floor} has ended; what it says about it is above.");
}
