using System.ComponentModel;
using System.Diagnostics;

namespace MappingCache.HitRatio;

/// <summary>A trace's file as a stream of bytes, decompressed on the way by the tool that its name's ending asks for.</summary>
internal sealed class TraceFile : IDisposable
{
    // Ending, and the tool that decompresses to its standard output.
    private static readonly Dictionary<string, string> s_tools = new(StringComparer.OrdinalIgnoreCase) { [".zst"] = "zstd", [".xz"] = "xz" };

    private readonly string _path;
    private readonly string? _tool;
    private readonly Process? _process;
    private readonly Task<string>? _complaints;

    private TraceFile(string path, string? tool)
    {
        _path = path;
        _tool = tool;
        if (tool is null)
        {
            Bytes = File.OpenRead(path);
            return;
        }

        _process = Process.Start(new ProcessStartInfo(tool, ["-dc", "--", path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        // Read aside: a tool that fills this pipe while nobody reads it would never end.
        _complaints = _process.StandardError.ReadToEndAsync();
        Bytes = _process.StandardOutput.BaseStream;
    }

    /// <summary>What is in the file.</summary>
    public Stream Bytes { get; }

    /// <summary>A file's name without the ending of a compression.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        return s_tools.ContainsKey(Path.GetExtension(name)) ? Path.GetFileNameWithoutExtension(name) : name;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="TraceException">It is not there, or the tool that it takes is not.</exception>
    public static TraceFile Open(string path) => Open(path, s_tools.GetValueOrDefault(Path.GetExtension(path)));

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tool">What decompresses it; null if it is as it is.</param>
    public static TraceFile Open(string path, string? tool)
    {
        if (!File.Exists(path))
        {
            throw new TraceException($"There is no file {path}. Traces are not part of this project: name one of your own.");
        }

        try
        {
            return new TraceFile(path, tool);
        }
        catch (Win32Exception missing)
        {
            throw new TraceException($"{path} is read by the tool '{tool}', which is not there. Install it, or decompress the file by other means.", missing);
        }
    }

    /// <summary>Makes sure, at the end of the bytes, that they were all that the file holds.</summary>
    /// <exception cref="TraceException">The tool could not decompress the file.</exception>
    public void Finish()
    {
        _process?.WaitForExit();
        if (_process is { ExitCode: not 0 })
        {
            throw new TraceException($"{_tool} could not decompress {_path}: {_complaints!.GetAwaiter().GetResult().Trim()}");
        }
    }

    public void Dispose()
    {
        Bytes.Dispose();
        if (_process is { HasExited: false })
        {
            // Nobody wants the rest.
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
    }
}
