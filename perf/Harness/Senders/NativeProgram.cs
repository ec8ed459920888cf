using System.Diagnostics.CodeAnalysis;

namespace MappingCache.Harness.Senders;

/// <summary>A C program, compiled into a temporary folder.</summary>
internal sealed class NativeProgram : IDisposable
{
    private readonly DirectoryInfo _folder;

    private NativeProgram(DirectoryInfo folder) => _folder = folder;

    public string Path => System.IO.Path.Combine(_folder.FullName, "program");

    /// <summary>Compiles one.</summary>
    /// <param name="sourceName">Its source, which is embedded in this program.</param>
    /// <param name="program">The program.</param>
    /// <param name="notice">Why there is none.</param>
    public static bool TryCompile(string sourceName, [NotNullWhen(true)] out NativeProgram? program, [NotNullWhen(false)] out string? notice)
    {
        program = null;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mappingcache-harness-c-");
        string source = System.IO.Path.Combine(folder.FullName, sourceName);
        using (Stream embedded = typeof(NativeProgram).Assembly.GetManifestResourceStream(sourceName)!)
        {
            using FileStream file = File.Create(source);
            embedded.CopyTo(file);
        }

        NativeProgram compiled = new(folder);
        if (Micro.Tool.Ask(folder.FullName, "cc", "-O2", "-pthread", "-o", compiled.Path, source) is null)
        {
            compiled.Dispose();
            notice = Micro.Tool.Ask(System.IO.Path.GetTempPath(), "cc", "--version") is null
                ? "The C programs take no part, since there is no C compiler: install gcc."
                : "The C programs take no part: cc did not compile them. Are the C library's headers installed?";
            return false;
        }

        program = compiled;
        notice = null;
        return true;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
